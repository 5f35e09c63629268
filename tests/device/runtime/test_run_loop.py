"""Watching a camera until told to stop."""

import os
import signal
import time

import pytest

from device.runtime import camera_thread as feed_module
from device.runtime import run_loop
from device.runtime.camera_thread import CameraThread
from device.runtime.run_loop import StopFlag, every_frame, live_frames, stop_on_signal
from tests.fakes.cameras import FakeCamera, Reopening


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(feed_module, "FIRST_RETRY_S", 0.02)
    monkeypatch.setattr(run_loop, "WAIT_S", 0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_and_a_second_one_insists(number):
    before = signal.getsignal(number)
    with stop_on_signal() as stop:
        assert not stop.asked
        os.kill(os.getpid(), number)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
    assert signal.getsignal(number) is before


def test_a_camera_lost_is_told_once_in_time_and_frames_follow_when_it_is_back(capsys):
    lost = []
    first, second = FakeCamera(hang_after=3), FakeCamera(period=0.01)
    feed = CameraThread(first, Reopening(second))
    stop, indices, last_frame = StopFlag(), [], 0.0
    start = time.monotonic()

    def note(t, error):
        lost.append((t, str(error)))
        first._unblock.set()  # the driver gives up

    for frame in live_frames(feed, 0.2, stop, note):
        if not lost:
            last_frame = frame.t
        indices.append(frame.index)
        stop.asked = bool(lost) and len(indices) > 6
        assert time.monotonic() - start < 5
    feed.close()
    assert len(lost) == 1
    assert 0.2 <= lost[0][0] - last_frame < 0.6
    assert "has sent no frame for 0.2 s; check its plug" in lost[0][1]
    assert "The camera delivers frames again." in capsys.readouterr().err


def test_the_camera_s_own_reason_is_told_where_it_has_one():
    lost, stop = [], StopFlag()

    def note(t, error):
        lost.append(str(error))
        stop.asked = True

    feed = CameraThread(FakeCamera(fail_after=0), Reopening())
    assert list(live_frames(feed, 0.1, stop, note)) == []
    feed.close()
    assert len(lost) == 1
    assert lost[0].startswith(("The camera fake stopped delivering", "There is no camera at fake"))


def test_by_default_a_lost_camera_is_shown_within_two_seconds():
    from device.settings import CameraSettings

    assert CameraSettings().stall_s + run_loop.WAIT_S + 1 / 15 < 2


def test_every_frame_of_a_clip_comes_until_a_stop_is_asked_for():
    assert len(list(every_frame(FakeCamera(live=False, count=50), StopFlag()))) == 50
    stop, seen = StopFlag(), 0
    for _ in every_frame(FakeCamera(live=False, count=50), stop):
        seen += 1
        stop.asked = seen == 7
    assert seen == 7
