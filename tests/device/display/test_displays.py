"""Several displays as one: a slow one does not slow the loop, a failing one is dropped, the last one ends the run."""

import errno
import io
import json
import threading
import time

import pytest

from device.display import open_displays
from device.display.base import SyncDisplay, ThreadedDisplay
from device.display.events.json_lines import JsonLines
from device.display.events.sink import SinkHandle
from device.display.group import Displays
from device.display.pixel.recorder import Recorder
from device.display.status_log import StatusLog
from device.errors import DisplayError
from device.settings import DisplaySettings
from device.view import Event, Pairing, View
from tests.tools.waiting import until

HAND = Event(1.23456, "hand", None, None, 12.3456)


class FakeDisplay:
    """Records the views it is shown; slow, failing or blocked as asked."""

    def __init__(self, name="fake", takes_s=0.0, error=None, after=0, pause_s=0.0, blocked=None):
        self.name, self.slow, self.pause_s = name, True, pause_s
        self.takes_s, self.error, self.after, self.blocked = takes_s, error, after, blocked
        self.shown, self.closed, self.threads = [], 0, set()
        self.called = threading.Event()

    def show(self, view):
        self.threads.add(threading.current_thread().name)
        self.called.set()
        if self.blocked is not None:
            self.blocked.wait(20)
        time.sleep(self.takes_s)
        if self.error is not None and len(self.shown) >= self.after:
            raise self.error
        self.shown.append(view)

    def close(self):
        self.closed += 1


class FakeSink:
    """Records the events it takes, or fails."""

    def __init__(self, name="sink", error=None):
        self.name, self.error = name, error
        self.events, self.closed = [], 0

    def on_event(self, event):
        if self.error is not None:
            raise self.error
        self.events.append(event)

    def close(self):
        self.closed += 1


def views(count):
    return [View("searching", text=str(i)) for i in range(count)]


def test_a_slow_display_does_not_slow_the_loop_and_shows_the_newest_view():
    slow = FakeDisplay(takes_s=0.05)
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


def test_a_pause_between_views_does_not_delay_the_last_one():
    paused = FakeDisplay(pause_s=30)
    threaded = ThreadedDisplay(paused)
    threaded.show(View("hand"))
    assert paused.called.wait(3)
    threaded.show(View("ended"))
    start = time.monotonic()
    threaded.close()
    assert time.monotonic() - start < 1
    assert [view.status for view in paused.shown] == ["hand", "ended"]


def test_closing_does_not_wait_long_for_a_blocked_display():
    release = threading.Event()
    blocked = FakeDisplay(blocked=release)
    threaded = ThreadedDisplay(blocked)
    threaded.show(View("hand"))
    assert blocked.called.wait(3)
    start = time.monotonic()
    threaded.close()
    assert time.monotonic() - start < 2.5
    release.set()


@pytest.mark.parametrize("kind", [SyncDisplay, ThreadedDisplay])
def test_a_failing_display_is_dropped_with_a_warning_and_the_others_continue(kind):
    warnings, healthy = [], FakeDisplay("other")
    failing = FakeDisplay("leds", error=OSError(errno.EIO, "Input/output error"), after=1)
    displays = Displays([kind(failing), SyncDisplay(healthy)], warnings.append)

    def dropped():
        displays.show(View("hand"))
        return displays.names == ("other",)

    until(dropped)
    assert warnings == ["The display “leds” is no longer used: Input/output error."]
    assert healthy.shown[-1].status == "hand"
    assert failing.closed >= 1
    displays.close()
    assert healthy.closed == 1


@pytest.mark.parametrize("kind", [SyncDisplay, ThreadedDisplay])
def test_the_failure_of_the_last_display_is_an_error(kind):
    displays = Displays([kind(FakeDisplay("recorder", error=DisplayError("The disk is full.")))], print)

    def show_on() -> None:
        until(lambda: displays.show(View()))

    with pytest.raises(DisplayError, match=r"The display “recorder” has failed: The disk is full\.$"):
        show_on()


def test_a_pairing_code_is_put_into_every_view_until_it_is_removed():
    fake = FakeDisplay()
    displays = Displays([SyncDisplay(fake)], print)
    displays.pairing = Pairing("http://192.168.1.20:8080", "4821")
    displays.show(View("hand"))
    displays.pairing = None
    displays.show(View("hand"))
    assert [view.pairing for view in fake.shown] == [Pairing("http://192.168.1.20:8080", "4821"), None]


def test_a_closed_pipe_ends_the_program_without_a_warning():
    displays = Displays([SyncDisplay(FakeDisplay("terminal", error=BrokenPipeError()))], print)
    with pytest.raises(BrokenPipeError):
        displays.show(View())


def test_a_display_that_fails_with_its_last_view_is_named_at_the_end():
    warnings = []
    failing = FakeDisplay("recorder", error=OSError(errno.ENOSPC, "No space left"))
    displays = Displays([ThreadedDisplay(failing)], warnings.append)
    displays.show(View("ended"))
    displays.close()
    assert warnings == ["The display “recorder” failed at the end: No space left."]


def test_an_error_without_text_is_named_by_its_kind():
    warnings = []
    displays = Displays([SyncDisplay(FakeDisplay(error=ValueError())), SyncDisplay(FakeDisplay())], warnings.append)
    displays.show(View())
    assert warnings == ["The display “fake” is no longer used: ValueError."]


# ── event sinks ──────────────────────────────────────────────────────────────────────────────────


def test_views_go_to_displays_and_events_to_sinks():
    display, sink = FakeDisplay(), FakeSink()
    displays = Displays([SyncDisplay(display)], print, [SinkHandle(sink)])
    displays.on_event(HAND)
    displays.show(View("hand"))
    assert sink.events == [HAND]
    assert [view.status for view in display.shown] == ["hand"]
    displays.close()
    assert (display.closed, sink.closed) == (1, 1)


def test_a_failing_sink_is_dropped_while_a_display_works():
    warnings = []
    sink = SinkHandle(FakeSink("json", error=OSError(errno.ENOSPC, "No space left")))
    displays = Displays([SyncDisplay(FakeDisplay("terminal"))], warnings.append, [sink])
    displays.on_event(HAND)
    displays.on_event(HAND)
    assert displays.names == ("terminal",)
    assert warnings == ["The display “json” is no longer used: No space left."]


def test_a_sink_alone_keeps_the_station_running_until_it_fails():
    sink = FakeSink("json")
    displays = Displays([], print, [SinkHandle(sink)])
    displays.show(View())
    displays.on_event(HAND)
    sink.error = BrokenPipeError()
    with pytest.raises(BrokenPipeError):
        displays.on_event(HAND)


# ── opening ──────────────────────────────────────────────────────────────────────────────────────


def settings(tmp_path, *use, **more):
    return DisplaySettings(use=use, record_to=str(tmp_path / "screens"), **more)


def test_a_missing_display_is_a_warning_while_another_works(tmp_path, monkeypatch):
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    warnings = []
    displays = open_displays(settings(tmp_path, "leds", "json", "character"), warnings.append)
    assert displays.names == ("json",)
    assert len(warnings) == 2
    assert "“leds” needs GPIO pins" in warnings[0]
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
    for every_view, threaded in ((False, True), (True, False)):
        displays = open_displays(settings(tmp_path, "recorder"), print, every_view=every_view)
        threads = {thread.name for thread in threading.enumerate()}
        assert ("display-recorder" in threads) is threaded
        displays.close()


# ── recorder ─────────────────────────────────────────────────────────────────────────────────────


def test_the_recorder_saves_one_picture_for_each_change(tmp_path):
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


def test_the_number_of_files_is_limited(tmp_path):
    recorder = Recorder(tmp_path, (64, 64), max_files=3)
    for view in views(9):
        recorder.show(view)
    assert len(list(tmp_path.iterdir())) == 3


def test_on_a_full_disk_no_incomplete_file_remains(tmp_path, monkeypatch):
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
    lines.on_event(HAND)
    lines.on_event(Event(5.0, "stats", None, None, None, (("fps", 30.1), ("frames", 150), ("text", "AB"))))
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first == {"t": 1.235, "event": "hand", "letter": None, "confidence": None, "frame_age_ms": 12.3}
    assert list(first) == ["t", "event", "letter", "confidence", "frame_age_ms"]
    assert list(second) == [*first, "fps", "frames", "text"]


def test_the_log_has_the_status_of_the_station_and_no_letters():
    stream = io.StringIO()
    log = StatusLog(stream)
    for view in (View("starting"), View("hand"), View("holding", "B", 1, 1, "SECRET"), View("camera lost"), View()):
        log.show(view)
    assert stream.getvalue().splitlines() == [
        "The station is starting.",
        "The station receives frames.",
        "The station receives no frames.",
        "The station is starting.",
    ]
