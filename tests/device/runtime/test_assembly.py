"""Opening and closing the parts of a program: whatever fails, all that was opened is closed."""

import os
import signal

import pytest

from device.errors import CameraError, DisplayError, RecordingError, SettingsError
from device.runtime import assembly as assembly_module
from device.runtime.assembly import Assembly
from device.settings import CameraSettings, DisplaySettings, Settings
from device.view import View
from tests.fakes.cameras import FakeCamera

JSON = Settings(display=DisplaySettings(use=("json",)))


class Idle:
    """An activity that does nothing, or raises in its first step."""

    language, actions, choices, questions, finished = "en", (), (), (), False

    def __init__(self, error: Exception | None = None, on_step=lambda: None) -> None:
        self.closed, self._error, self._on_step = 0, error, on_step

    def step(self, frame, scores, reading):
        self._on_step()
        if self._error is not None:
            raise self._error
        return View("searching"), []

    def interrupted(self, t):
        return View("camera lost"), []

    def idle(self, t):
        return None

    def end(self, spelled):
        return View("ended"), [], "done"

    def close(self):
        self.closed += 1


@pytest.fixture
def camera_is(monkeypatch):
    """Every camera that is opened is this one."""

    def use(camera):
        monkeypatch.setattr(assembly_module, "await_camera", lambda settings, stopped: camera)
        return camera

    return use


def run(settings: Settings, activity: Idle, **options) -> str:
    with Assembly(settings, **options) as assembly:
        assembly.open_camera()
        return assembly.run(activity)


@pytest.mark.parametrize("realtime", [True, False])
def test_a_clip_is_run_to_its_end_and_everything_is_closed(camera_is, realtime):
    camera, activity = camera_is(FakeCamera(live=False, count=5)), Idle()
    assert run(JSON, activity, realtime=realtime) == "done"
    assert camera.closed >= 1
    assert activity.closed == 1


def test_a_display_that_cannot_be_opened_closes_the_camera_and_the_activity(camera_is, tmp_path):
    camera, activity = camera_is(FakeCamera(live=False, count=5)), Idle()
    settings = Settings(display=DisplaySettings(use=("framebuffer",), framebuffer=str(tmp_path / "none")))
    with pytest.raises(DisplayError):
        run(settings, activity)
    assert (camera.closed, activity.closed) == (1, 1)


def test_a_live_camera_off_its_clock_is_refused_and_closed(camera_is):
    camera = camera_is(FakeCamera())
    with pytest.raises(SettingsError, match="--no-realtime"):
        run(JSON, Idle(), realtime=False)
    assert camera.closed == 1


@pytest.mark.parametrize("realtime", [True, False])
def test_an_activity_that_cannot_go_on_closes_everything(camera_is, realtime):
    camera, activity = camera_is(FakeCamera(live=False, count=500)), Idle(RecordingError("The disk is full."))
    with pytest.raises(RecordingError):
        run(JSON, activity, realtime=realtime)
    assert camera.closed >= 1
    assert activity.closed == 1


@pytest.mark.parametrize("realtime", [True, False])
def test_a_clip_that_is_cut_short_is_an_error(camera_is, realtime, capsys):
    camera_is(FakeCamera(live=False, fail_after=2, error=CameraError("cut short")))
    with pytest.raises(CameraError, match="cut short"):
        run(JSON, Idle(), realtime=realtime)
    assert '"stats"' not in capsys.readouterr().out, "a failed run has no closing statistics"


def test_a_signal_ends_the_loop_and_its_handler_is_restored(camera_is):
    before = signal.getsignal(signal.SIGTERM)
    camera_is(FakeCamera())
    signals = iter([signal.SIGTERM])

    def send():
        if (number := next(signals, None)) is not None:
            os.kill(os.getpid(), number)

    activity = Idle(on_step=send)
    assert run(JSON, activity) == "done"
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_missing_camera_is_waited_for_where_the_settings_say_so():
    missing = CameraSettings(uri="clip:none.mp4")
    with pytest.raises(CameraError), Assembly(Settings(camera=missing)) as assembly:
        assembly.open_camera()
    with Assembly(Settings(camera=CameraSettings(uri="clip:none.mp4", wait=True))) as assembly:
        assert assembly.open_camera().live
