"""Several displays as one: a slow one slows nobody, a dying one is dropped, the last one ends the station."""

import errno
import io
import json
import threading
import time

import pytest

from device.display import open_displays
from device.display.base import SyncDisplay, ThreadedDisplay
from device.display.events.json_lines import JsonLines
from device.display.events.log import Log
from device.display.group import Displays
from device.display.pixel.recorder import Recorder
from device.errors import DisplayError
from device.settings.model import DisplaySettings
from device.view import Event, Pairing, View

HAND = Event(1.23456, "hand", None, None, 12.3456)


class Fake:
    """A display that notes what it was shown; slow, dying or stuck as asked."""

    def __init__(self, name="fake", takes=0.0, error=None, after=0, pause_s=0.0, slow=True):
        self.name, self.slow, self.pause_s = name, slow, pause_s
        self.takes, self.error, self.after = takes, error, after
        self.shown, self.told, self.closed, self.threads = [], [], 0, set()

    def show(self, view):
        self.threads.add(threading.current_thread().name)
        time.sleep(self.takes)
        if self.error is not None and len(self.shown) >= self.after:
            raise self.error
        self.shown.append(view)

    def tell(self, event):
        if self.error is not None and not self.after:
            raise self.error
        self.told.append(event)

    def close(self):
        self.closed += 1


def views(count):
    return [View("searching", text=str(i)) for i in range(count)]


def until(condition, seconds=3.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def test_a_slow_display_does_not_slow_the_loop_and_shows_the_newest_view():
    slow = Fake(takes=0.05)
    threaded = ThreadedDisplay(slow)
    start = time.monotonic()
    for view in views(1000):
        threaded.show(view)
    assert time.monotonic() - start < 0.5, "1000 views at 50 ms each would take 50 s"
    threaded.close()
    assert slow.shown[-1].text == "999", "the last view stays"
    assert len(slow.shown) < 10
    assert slow.closed == 1
    assert slow.threads == {"display-fake"}


def test_views_keep_their_distance_but_the_last_one_does_not_wait():
    paused = Fake(pause_s=30)
    threaded = ThreadedDisplay(paused)
    threaded.show(View("hand"))
    until(lambda: paused.shown)
    threaded.show(View("ended"))
    start = time.monotonic()
    threaded.close()
    assert time.monotonic() - start < 1
    assert [view.status for view in paused.shown] == ["hand", "ended"]


def test_a_display_that_is_stuck_does_not_hold_up_the_end():
    stuck = ThreadedDisplay(Fake(takes=20))
    stuck.show(View("hand"))
    time.sleep(0.05)
    start = time.monotonic()
    stuck.close()
    assert time.monotonic() - start < 2.5


@pytest.mark.parametrize("kind", [SyncDisplay, ThreadedDisplay])
def test_a_dying_display_is_dropped_with_a_warning_and_the_others_go_on(kind):
    said, dying, healthy = [], Fake("leds", error=OSError(errno.EIO, "Input/output error"), after=1), Fake("other")
    displays = Displays([kind(dying), SyncDisplay(healthy)], said.append)
    for view in views(3):
        displays.show(view)
        time.sleep(0.05)
    displays.show(View("hand"))
    assert said == ["The display “leds” is no longer used: Input/output error."]
    assert displays.names == ("other",)
    assert healthy.shown[-1].status == "hand"
    assert dying.closed >= 1
    displays.close()
    assert healthy.closed == 1


@pytest.mark.parametrize("kind", [SyncDisplay, ThreadedDisplay])
def test_when_the_last_display_dies_the_station_says_so(kind):
    displays = Displays([kind(Fake("recorder", error=DisplayError("The disk is full.")))], print)

    def show_on() -> None:
        for view in views(50):
            displays.show(view)
            time.sleep(0.01)

    with pytest.raises(DisplayError, match=r"The display “recorder” has failed: The disk is full\.$"):
        show_on()


def test_a_pairing_code_is_put_into_every_view_until_it_is_taken_away():
    fake = Fake()
    displays = Displays([SyncDisplay(fake)], print)
    displays.pairing = Pairing("http://192.168.1.20:8080", "4821")
    displays.show(View("hand"))
    displays.pairing = None
    displays.show(View("hand"))
    assert [view.pairing for view in fake.shown] == [Pairing("http://192.168.1.20:8080", "4821"), None]


def test_a_reader_who_leaves_is_no_failed_display():
    displays = Displays([SyncDisplay(Fake("terminal", error=BrokenPipeError()))], print)
    with pytest.raises(BrokenPipeError):
        displays.show(View())


def test_a_display_that_fails_with_its_last_view_is_named_at_the_end():
    said = []
    displays = Displays([ThreadedDisplay(Fake("recorder", error=OSError(errno.ENOSPC, "No space left")))], said.append)
    displays.show(View("ended"))
    displays.close()
    assert said == ["The display “recorder” failed at the end: No space left."]


def test_an_error_without_words_is_named_by_its_kind():
    said = []
    displays = Displays([SyncDisplay(Fake(error=ValueError())), SyncDisplay(Fake())], said.append)
    displays.tell(HAND)
    assert said == ["The display “fake” is no longer used: ValueError."]


# ── opening ──────────────────────────────────────────────────────────────────────────────────────


def settings(tmp_path, *use, **more):
    return DisplaySettings(use=use, record_to=str(tmp_path / "screens"), **more)


def test_a_missing_display_is_a_warning_while_another_works(tmp_path, monkeypatch):
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    said = []
    displays = open_displays(settings(tmp_path, "leds", "json", "character"), said.append)
    assert displays.names == ("json",)
    assert len(said) == 2
    assert "“leds” needs GPIO pins" in said[0]
    displays.close()


def test_without_any_display_the_first_reason_is_given(tmp_path):
    with pytest.raises(DisplayError, match="“leds” needs GPIO pins"):
        open_displays(settings(tmp_path, "leds", "character"), print)
    with pytest.raises(DisplayError, match=r"display.use is empty"):
        open_displays(settings(tmp_path), print)


def test_a_display_named_twice_is_opened_once(tmp_path):
    displays = open_displays(settings(tmp_path, "json", "json"), print)
    assert displays.names == ("json",)


def test_slow_displays_get_their_own_thread_unless_every_view_counts(tmp_path):
    for every_view, kind in ((False, ThreadedDisplay), (True, SyncDisplay)):
        displays = open_displays(settings(tmp_path, "recorder"), print, every_view=every_view)
        assert isinstance(displays._displays[0], kind)
        displays.close()


# ── recorder ─────────────────────────────────────────────────────────────────────────────────────


def test_the_recorder_keeps_a_picture_a_change(tmp_path):
    recorder = Recorder(tmp_path / "new" / "screens", (160, 96))
    for i in range(5):
        recorder.show(View("holding", "B", 0.8 + i / 100, i / 10))
    recorder.show(View("confirmed", "B", 0.9, 1, "B"))
    names = sorted(path.name for path in (tmp_path / "new" / "screens").iterdir())
    assert names == ["00000.png", "00001.png"]
    from PIL import Image

    assert Image.open(tmp_path / "new" / "screens" / "00001.png").size == (160, 96)


def test_earlier_pictures_are_kept(tmp_path):
    (tmp_path / "00041.png").write_bytes(b"mine")
    Recorder(tmp_path, (64, 64)).show(View("hand"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["00041.png", "00042.png"]
    assert (tmp_path / "00041.png").read_bytes() == b"mine"


def test_a_forgotten_recorder_does_not_fill_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(Recorder, "MOST", 3)
    recorder = Recorder(tmp_path, (64, 64))
    for view in views(9):
        recorder.show(view)
    assert len(list(tmp_path.iterdir())) == 3


def test_on_a_full_disk_nothing_half_written_stays(tmp_path, monkeypatch):
    from PIL import Image

    def full(self, path, **options):
        path.write_bytes(b"\x89PNG half a pic")
        raise OSError(errno.ENOSPC, "No space left on device")

    recorder = Recorder(tmp_path, (64, 64))
    recorder.show(View("hand"))
    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(DisplayError, match=f"cannot be recorded in {tmp_path}: No space left on device"):
        recorder.show(View("searching"))
    assert [path.name for path in tmp_path.iterdir()] == ["00000.png"]


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DisplayError, match=r"Screens cannot be recorded in .*: Not a directory"):
        Recorder(tmp_path / "file" / "screens")


# ── lines ────────────────────────────────────────────────────────────────────────────────────────


def test_an_event_is_one_json_line_with_the_keys_that_scripts_rely_on():
    stream = io.StringIO()
    lines = JsonLines(stream)
    lines.show(View("hand"))
    lines.tell(HAND)
    lines.tell(Event(5.0, "stats", None, None, None, (("fps", 30.1), ("frames", 150), ("text", "AB"))))
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first == {"t": 1.235, "event": "hand", "letter": None, "confidence": None, "frame_age_ms": 12.3}
    assert list(first) == ["t", "event", "letter", "confidence", "frame_age_ms"]
    assert list(second) == [*first, "fps", "frames", "text"]


def test_the_log_tells_of_the_station_and_never_of_letters():
    stream = io.StringIO()
    log = Log(stream)
    for view in (View("starting"), View("hand"), View("holding", "B", 1, 1, "SECRET"), View("camera lost"), View()):
        log.show(view)
        log.tell(Event(0, "confirmed", "B", 1.0, None))
    assert stream.getvalue().splitlines() == [
        "The station is up.",
        "The station sees a picture.",
        "There is no picture.",
        "The station is up.",
    ]
