"""The doctor's look through the camera."""

import itertools

import numpy as np
import pytest

import device.camera
from device.commands.doctor_camera import check_picture
from device.commands.doctor_checks import Finding
from device.errors import CameraBusy, CameraError, CameraStalled
from device.settings import CameraSettings
from device.system import machine
from device.types import Frame


class Looking:
    """A camera that always delivers this image."""

    name, live = "v4l2:/dev/video0", True

    def __init__(self, image: np.ndarray, error: Exception | None = None) -> None:
        self._image, self._error, self.closed = image, error, False

    def read(self) -> Frame:
        if self._error:
            raise self._error
        return Frame(self._image, 0.0)

    def close(self) -> None:
        self.closed = True


ROOM = np.linspace(0, 220, 48 * 64).reshape(48, 64).astype(np.uint8)


@pytest.fixture
def picture(monkeypatch):
    """Return the finding about the picture of a camera, or of an error when it is opened."""

    def check(camera: Looking | Exception, uri: str = "auto", fps: float = 30.0) -> list[Finding]:
        def open_camera(settings):
            if isinstance(camera, Exception):
                raise camera
            return camera

        monkeypatch.setattr(device.camera, "open_camera", open_camera)
        clock = (number / fps for number in itertools.count())  # one reading for each frame
        findings = list(check_picture(CameraSettings(uri=uri), machine.ROOT, lambda: next(clock)))
        assert isinstance(camera, Exception) or uri != "auto" or camera.closed
        return findings

    return check


@pytest.mark.parametrize(
    ("image", "says"),
    [
        (np.zeros((48, 64), np.uint8), "black"),
        (np.full((48, 64, 3), 128, np.uint8), "one colour"),
        (np.full((48, 64), 255, np.uint8), "far too bright"),
        (ROOM // 5, "far too dark"),
    ],
)
def test_a_picture_on_which_nothing_can_be_seen_is_a_warning_with_what_to_do(picture, image, says):
    (finding,) = picture(Looking(image))
    assert (finding.code, finding.state) == ("D32", "warn")
    assert says in finding.what
    assert finding.fix


def test_a_camera_that_slows_down_in_the_dark_is_a_warning(picture):
    (finding,) = picture(Looking(ROOM), fps=7)
    assert (finding.code, finding.state) == ("D32", "warn")
    assert "only 7 frames a second" in finding.what
    assert "lamp" in finding.fix


def test_a_picture_with_something_in_it_is_well(picture):
    (finding,) = picture(Looking(ROOM))
    assert (finding.state, finding.fix) == ("ok", "")


def test_a_camera_in_use_is_left_alone_and_one_that_stalls_is_a_warning(picture):
    (finding,) = picture(CameraBusy("The camera is in use by the station's service."))
    assert finding.state == "ok"
    assert "station's service" in finding.what
    (finding,) = picture(Looking(ROOM, CameraStalled("It stopped.")))
    assert (finding.state, finding.what) == ("warn", "It stopped.")
    assert picture(CameraError("No camera was found.")) == []
    assert picture(Looking(ROOM), uri="clip:x.mp4") == []
