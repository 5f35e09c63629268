"""The camera thread: only the newest frame is kept, and a camera that fails is opened again."""

import time

import pytest

from device.errors import CameraError, CameraStalled
from device.runtime import camera_thread as feed_module
from device.runtime.camera_thread import CameraThread
from tests.fakes.cameras import FakeCamera, Reopening
from tests.tools.waiting import until


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch):
    monkeypatch.setattr(feed_module, "FIRST_RETRY_S", 0.02)
    monkeypatch.setattr(feed_module, "LAST_RETRY_S", 0.1)


@pytest.fixture
def feed_of():
    feeds = []

    def make(camera, *later):
        feeds.append((CameraThread(camera, Reopening(*later)), camera))
        return feeds[-1][0]

    yield make
    for each, camera in feeds:
        camera.unblock()
        each.close()


def test_only_the_newest_frame_is_kept(feed_of):
    camera = FakeCamera(period=0.005)
    feed = feed_of(camera)
    first = feed.take(1).index
    until(lambda: camera.index >= first + 20)  # the loop is busy for twenty frames
    before = camera.index
    frame = feed.take(1)
    assert frame.index >= before - 1
    assert time.monotonic() - frame.t < 0.1
    later = feed.take(1)
    assert later.index > frame.index


def test_a_frame_is_given_once(feed_of):
    feed = feed_of(FakeCamera(hang_after=1))
    assert feed.take(1).index == 0
    assert feed.take(0.05) is None


def test_waiting_for_a_frame_ends_with_its_arrival_or_the_time_out(feed_of):
    feed = feed_of(FakeCamera(period=0.6))
    start = time.monotonic()
    assert feed.take(0.02) is None
    assert time.monotonic() - start < 0.5
    assert feed.take(5) is not None
    assert time.monotonic() - start < 3


def test_a_camera_that_fails_is_closed_and_opened_again(feed_of):
    dead, fresh = FakeCamera(fail_after=3), FakeCamera()
    feed = feed_of(dead, fresh)
    until(lambda: fresh.index > 2)
    assert dead.closed == 1
    assert feed.restarts == 1
    assert feed.error is None
    assert feed.take(1) is not None


def test_after_a_failure_the_reason_is_known(feed_of):
    feed = feed_of(FakeCamera(fail_after=1))
    until(lambda: isinstance(feed.error, CameraError) and "no camera at fake" in str(feed.error))
    assert not feed.ended


def test_attempts_are_repeated_with_growing_pauses():
    gone = Reopening(*[CameraError("gone")] * 50)
    feed = CameraThread(FakeCamera(fail_after=1), gone)
    until(lambda: len(gone.calls) >= 5)
    feed.close()
    pauses = [b - a for a, b in zip(gone.calls, gone.calls[1:], strict=False)]
    assert pauses[0] >= 0.039
    assert pauses[3] >= 0.099, "each is twice as long as the one before, up to the longest"


def test_after_any_exception_of_a_driver_the_camera_is_opened_again(feed_of):
    fresh = FakeCamera()
    feed = feed_of(FakeCamera(fail_after=1, error=ValueError("select() failed")), fresh)
    until(lambda: fresh.index > 1)
    assert feed.restarts == 1


def test_an_unknown_error_becomes_a_sentence(feed_of):
    feed = feed_of(FakeCamera(fail_after=1, error=ValueError("select() failed")))
    until(lambda: feed.error is not None)
    assert str(feed.error).startswith(("The camera failed: select() failed.", "There is no camera"))


def test_only_the_camera_thread_uses_the_camera():
    """Closing a V4L2 device from one thread while another reads it can crash the process."""
    camera = FakeCamera()
    feed = CameraThread(camera, Reopening())
    feed.take(1)
    feed.close()
    assert camera.readers == {"camera"}
    assert camera.closed == 1
    assert not feed.is_alive()


def test_closing_does_not_wait_for_a_driver_that_blocks():
    camera = FakeCamera(hang_after=0)
    feed = CameraThread(camera, Reopening())
    start = time.monotonic()
    feed.close(timeout=0.1)
    assert time.monotonic() - start < 1
    assert camera.closed == 0, "left to the thread that reads it"
    camera.unblock()
    until(lambda: camera.closed == 1)


def test_a_clip_keeps_its_pace_and_gets_times_of_the_monotonic_clock(feed_of):
    start = time.monotonic()
    feed = feed_of(FakeCamera(live=False, count=20, fps=100))
    frames = []
    while not feed.ended:
        frame = feed.take(0.1)
        if frame is not None:
            frames.append(frame)
    took = time.monotonic() - start
    assert 0.18 <= took < 1
    assert frames[-1].index == 19, "the last frame of a clip is never lost"
    assert frames[-1].t == pytest.approx(start + 0.19, abs=0.1)


def test_a_clip_that_cannot_be_read_on_ends_with_its_error_and_is_not_opened_again():
    reopening = Reopening(FakeCamera())
    feed = CameraThread(FakeCamera(live=False, fail_after=2, error=CameraError("cut short")), reopening)
    until(lambda: not feed.is_alive())
    while feed.take(0.1) is not None:
        pass
    assert feed.ended
    assert str(feed.error) == "cut short"
    assert reopening.calls == []
    feed.close()


def test_a_live_camera_never_ends_by_failing(feed_of):
    feed = feed_of(FakeCamera(fail_after=0, error=CameraStalled("x")))
    until(lambda: feed.attempts >= 2)
    assert not feed.ended
