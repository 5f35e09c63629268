"""The live loop, with scripted frames, perception, activity and displays."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from device.errors import CameraBusy, CameraError
from device.runtime import app as app_module
from device.runtime import camera_thread
from device.runtime import notice as notice_module
from device.runtime.app import WAIT_S, App
from device.runtime.camera_thread import CameraThread
from device.runtime.clip_source import ClipSource
from device.runtime.health import Health
from device.runtime.no_perception import NoPerception
from device.runtime.stop import StopFlag
from device.settings import CameraSettings
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.types import Frame
from device.view import Event, Pairing, View
from tests.fakes.cameras import FakeCamera, Reopening


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(camera_thread, "FIRST_RETRY_S", 0.02)
    monkeypatch.setattr(app_module, "WAIT_S", 0.02)


class Counting:
    """An activity that numbers its frames."""

    language, actions, choices, questions = "en", (), (), ()
    finished = False

    def __init__(self, on_step: Callable[[int], None] = lambda count: None) -> None:
        self.count, self.losses, self._on_step = 0, [], on_step

    def step(self, frame, scores, reading):
        self.count += 1
        self._on_step(self.count)
        return View("searching", text=str(self.count), frame=frame), [Event(frame.t, "hand", None, None, None)]

    def interrupted(self, t):
        self.losses.append(t)
        return View("camera lost", text=str(self.count)), [Event(t, "lost", None, None, None)]

    def idle(self, t):
        return None

    def end(self, spelled):
        return View("ended", text=str(self.count)), [], f"{self.count} frames of {spelled}"

    def press(self, action):
        pass

    def change(self, wishes):
        pass

    def ask(self, question, arguments):
        raise KeyError(question)

    def close(self):
        pass


class Shown:
    """A display group that keeps what it is given."""

    def __init__(self) -> None:
        self.views, self.events, self.pairing, self.closed = [], [], None, False

    def show(self, view):
        self.views.append(view)

    def on_event(self, event):
        self.events.append(event)

    def close(self):
        self.closed = True


class Clip:
    """Frames on their own clock, 100 a second."""

    name, live = "clip", False

    def __init__(self, truth: str) -> None:
        self._truth, self._index = truth, 0

    def read(self):
        if self._index == len(self._truth):
            return None
        letter = self._truth[self._index].strip()
        frame = Frame(np.zeros((8, 8), np.uint8), 3.0 + self._index / 100, self._index, letter)
        self._index += 1
        return frame

    def close(self):
        pass


def app_of(source, activity, shown, *, stop=None, stall_s=0.2, **options) -> App:
    health = Health(Notifier({}), None, HealthStatus())
    return App(source, NoPerception(), activity, shown, stop or StopFlag(), health, stall_s, **options)


# ── a clip on its own clock ──────────────────────────────────────────────────────────────────────


def test_every_frame_of_a_clip_is_processed_and_shown_in_order():
    activity, shown = Counting(), Shown()
    app = app_of(ClipSource(Clip(" " * 50)), activity, shown, realtime=False)
    app.run()
    assert app.frames == 50
    assert [view.text for view in shown.views] == [str(number) for number in range(1, 51)]
    assert {(view.fps, view.frame_age_ms) for view in shown.views} == {(None, None)}


def test_times_of_events_count_from_the_first_frame():
    shown = Shown()
    app_of(ClipSource(Clip("AAA")), Counting(), shown, realtime=False).run()
    assert [event.t for event in shown.events] == pytest.approx([0.0, 0.01, 0.02])


def test_at_the_end_the_statistics_and_the_last_view_are_shown():
    shown = Shown()
    app = app_of(ClipSource(Clip("AA BB")), Counting(), shown, realtime=False)
    app.run()
    assert app.finish() == "5 frames of AB"
    assert dict(shown.events[-1].more) == {"fps": None, "frames": 5, "text": "5", "spelled": "AB"}
    assert (shown.views[-1].status, shown.closed) == ("ended", True)


def test_statistics_come_every_five_seconds_of_the_frames_clock():
    shown = Shown()
    app_of(ClipSource(Clip(" " * 1001)), Counting(), shown, realtime=False).run()
    assert [round(event.t, 2) for event in shown.events if event.event == "stats"] == [5.0, 10.0]


def test_a_stop_ends_the_loop_before_the_next_frame():
    stop = StopFlag()
    activity = Counting(lambda count: setattr(stop, "asked", count == 7))
    app_of(ClipSource(Clip(" " * 50)), activity, Shown(), stop=stop, realtime=False).run()
    assert activity.count == 7


def test_an_activity_that_is_finished_ends_the_loop():
    activity = Counting(lambda count: setattr(activity, "finished", count == 3))
    app_of(ClipSource(Clip(" " * 50)), activity, Shown(), realtime=False).run()
    assert activity.count == 3


@pytest.mark.parametrize(("least_s", "shown_with"), [(0.0, [1, 2, 3, 4]), (60.0, [1, 2, 3, 4, 5, 6])])
def test_a_notice_is_shown_until_a_hand_is_seen_but_not_over_a_lost_camera(monkeypatch, least_s, shown_with):
    monkeypatch.setattr(notice_module, "MIN_NOTICE_S", least_s)

    class Signing(Counting):
        def step(self, frame, scores, reading):
            view, events = super().step(frame, scores, reading)
            return replace(view, status="hand" if self.count >= 5 else "searching"), events

    shown = Shown()
    app = app_of(ClipSource(Clip(" " * 6)), Signing(), shown, realtime=False, notice="Line 3 is wrong.")
    app.run()
    assert [int(view.text) for view in shown.views if "Line 3 is wrong." in view.message] == shown_with
    shown.views.clear()
    app.source_changed()
    app.finish()
    assert all("Line 3" not in view.message for view in shown.views)


# ── in real time ─────────────────────────────────────────────────────────────────────────────────


def test_in_real_time_the_first_view_says_that_it_starts_and_frames_have_an_age():
    stop, shown = StopFlag(), Shown()
    source = CameraThread(FakeCamera(), Reopening())
    app_of(source, Counting(lambda count: setattr(stop, "asked", count == 3)), shown, stop=stop).run()
    source.close()
    assert [view.status for view in shown.views] == ["starting", *["searching"] * 3]
    assert all(0 <= view.frame_age_ms < 1000 for view in shown.views[1:])


def test_a_lost_camera_is_reported_once_in_time_and_its_return_too(capsys):
    first, second = FakeCamera(hang_after=3), FakeCamera(period=0.01)
    source = CameraThread(first, Reopening(second))
    stop, shown = StopFlag(), Shown()
    activity = Counting(lambda count: setattr(stop, "asked", bool(activity.losses) and count > 6))

    class Seen(Shown):
        def show(self, view):
            super().show(view)
            if view.status == "camera lost":
                first.unblock()

    shown = Seen()
    app_of(source, activity, shown, stop=stop).run()
    source.close()
    lost = [i for i, view in enumerate(shown.views) if view.status == "camera lost"]
    assert len(lost) == len(activity.losses) == 1
    last_frame = shown.views[lost[0] - 1].frame.t
    assert 0.2 <= activity.losses[0] - last_frame < 0.8
    error = capsys.readouterr().err
    assert "has sent no frame for 0.2 s; check its plug" in error
    assert "The camera delivers frames again." in error
    assert [event.event for event in shown.events].count("lost") == 1


def test_the_camera_s_own_reason_is_reported_where_it_has_one(capsys):
    source = CameraThread(FakeCamera(fail_after=0), Reopening())
    stop = StopFlag()
    shown = Shown()

    def show(view):
        stop.asked = view.status == "camera lost"

    shown.show = show
    app_of(source, Counting(), shown, stop=stop, stall_s=0.1).run()
    source.close()
    error = capsys.readouterr().err
    assert "The camera fake stopped delivering" in error or "There is no camera at fake" in error


def test_a_code_is_shown_without_a_camera_too():
    source = CameraThread(FakeCamera(hang_after=0), Reopening())
    stop, shown, code = StopFlag(), Shown(), [None]
    seen = threading.Event()

    def show(view):
        if shown.pairing is not None:
            stop.asked = True
            seen.set()
        else:
            code[0] = Pairing("http://pi:8420", "123 456")

    shown.show = show
    app_of(source, Counting(), shown, stop=stop, stall_s=60, pairing=lambda: code[0]).run()
    source.close(timeout=0.1)
    assert seen.is_set()


def test_another_source_resets_without_a_view():
    shown, activity = Shown(), Counting()
    app = app_of(ClipSource(Clip("")), activity, shown)
    app.source_changed()
    assert len(activity.losses) == 1
    assert (shown.views, [event.event for event in shown.events]) == ([], ["lost"])


def test_by_default_a_lost_camera_is_shown_within_two_seconds():
    assert CameraSettings().stall_s + WAIT_S + 1 / 15 < 2


def test_a_clip_that_cannot_be_read_raises_its_error():
    source = ClipSource(FakeCamera(live=False, fail_after=2, error=CameraError("cut short")))
    with pytest.raises(CameraError, match="cut short"):
        app_of(source, Counting(), Shown(), realtime=False).run()


def test_the_loop_waits_for_frames_without_using_the_processor():
    source = CameraThread(FakeCamera(hang_after=0), Reopening())
    stop = StopFlag()
    threading.Timer(0.3, lambda: setattr(stop, "asked", True)).start()
    before = time.thread_time()
    app_of(source, Counting(), Shown(), stop=stop, stall_s=60).run()
    source.close(timeout=0.1)
    assert time.thread_time() - before < 0.1


# ── a picture on which nothing can be seen ───────────────────────────────────────────────────────


class Slow(Clip):
    """A clip of black frames, and of a bright room from the second letter on, ten frames a second."""

    def read(self):
        frame = super().read()
        if frame is None:
            return None
        room = np.linspace(0, 200, 32 * 24).reshape(24, 32).astype(np.uint8)
        image = np.zeros((24, 32), np.uint8) if frame.truth == "A" else room
        return Frame(image, frame.index / 10, frame.index, frame.truth)


def test_a_black_picture_is_named_on_the_displays_in_the_status_and_as_a_warning_until_it_is_good(capsys):
    shown = Shown()
    health = Health(Notifier({}), None, HealthStatus())
    pictures = []
    activity = Counting(lambda count: pictures.append(health.status().picture))
    app = App(
        ClipSource(Slow("A" * 40 + "B" * 20)), NoPerception(), activity, shown, StopFlag(), health, 0.2, realtime=False
    )
    app.run()
    messages = [view.message for view in shown.views]
    assert messages[:15] == [""] * 15
    assert messages[30] == "The picture is black: uncover the camera, or turn on a lamp"
    assert messages[-1] == ""
    assert "black" in pictures[31]
    assert (pictures[0], pictures[-1]) == ("", "")
    assert "black" in health.status().last_error, "it stays after the fault is over"
    assert capsys.readouterr().err.splitlines() == [
        f"handshape: {pictures[31]}",
        "handshape: The camera's picture is good again.",
    ]


def test_a_camera_that_another_program_uses_is_named_on_the_displays():
    source = CameraThread(FakeCamera(fail_after=0, error=CameraBusy("in use by motion")), Reopening())
    stop, shown = StopFlag(), Shown()
    health = Health(Notifier({}), None, HealthStatus())
    messages = []

    def show(view):
        messages.append(view.message)
        stop.asked = view.status == "camera lost"

    shown.show = show
    source.error = CameraBusy("in use by motion")
    App(source, NoPerception(), Counting(), shown, stop, health, 0.001).run()
    source.close()
    assert messages[-1] == "Another program uses the camera: close it"
    assert health.status().last_error == "in use by motion"
