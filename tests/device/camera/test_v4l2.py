"""USB cameras, with a stand-in for OpenCV's capture."""

import os
import time

import cv2
import numpy as np
import pytest

from device.camera import v4l2 as v4l2_module
from device.camera.v4l2 import V4l2Camera
from device.errors import CameraBusy, CameraError, CameraStalled
from device.settings import CameraSettings
from tests.device.camera.opening import opened
from tests.fakes.clips import frame_of


class FakeCapture:
    """cv2.VideoCapture of a V4L2 device: read() is False when the device was unplugged or its wait timed out."""

    openable = True
    frames = 5
    formats = ("MJPG", "YUYV")
    row = False  # OpenCV returns a format that it need not convert as one row

    def __init__(self, device, backend):
        assert backend == cv2.CAP_V4L2
        self.values, self.released, self.order = {}, False, []
        FakeCapture.last = self

    def isOpened(self):
        return self.openable

    def get(self, key):
        return self.values.get(key, 0.0)

    def set(self, key, value):
        if key == cv2.CAP_PROP_FOURCC and value not in [cv2.VideoWriter.fourcc(*name) for name in self.formats]:
            value = cv2.VideoWriter.fourcc(*"BGR3")  # OpenCV reports success and takes another
        self.values[key] = value
        self.order.append(key)
        return True

    def read(self):
        assert not self.released, "read after release"
        self.frames -= 1
        picture = frame_of("A")
        return (True, picture.reshape(1, -1) if self.row else picture) if self.frames >= 0 else (False, None)

    def release(self):
        self.released = True


@pytest.fixture
def v4l2(tmp_path, monkeypatch):
    """A V4L2 device that is a file, opened through a faithful fake of OpenCV's capture."""
    monkeypatch.setattr(cv2, "VideoCapture", FakeCapture)
    monkeypatch.setattr(v4l2_module, "check_node", lambda device: None)
    monkeypatch.setattr(FakeCapture, "openable", True)
    device = tmp_path / "video0"
    device.touch()
    return device


def test_a_missing_device_is_refused():
    with pytest.raises(CameraError, match="There is no camera at /dev/video99; plug one in"):
        opened("v4l2:/dev/video99")


def test_a_file_that_is_not_a_camera_is_an_error(tmp_path, capfd):
    device = tmp_path / "video0"
    device.touch()
    with pytest.raises(CameraError, match="video0 is not a camera; name another with --camera"):
        opened(f"v4l2:{device}")
    assert capfd.readouterr() == ("", "")


def test_a_device_delivers_frames_with_their_time_and_then_stalls(v4l2):
    before = time.monotonic()
    camera = opened(f"v4l2:{v4l2}")
    assert camera.live
    frames = [camera.read() for _ in range(5)]
    assert [frame.index for frame in frames] == list(range(5))
    assert before <= frames[0].t <= frames[-1].t <= time.monotonic()
    with pytest.raises(CameraStalled, match=f"The camera {v4l2} stopped delivering frames; check its plug"):
        camera.read()
    camera.close()
    camera.close()
    assert FakeCapture.last.released


def test_the_compression_is_set_before_the_size(v4l2):
    """In the other order a USB camera may deliver 5 frames per second."""
    V4l2Camera(str(v4l2), CameraSettings(width=800, height=600, fps=25))
    capture = FakeCapture.last
    assert capture.order[0] == cv2.CAP_PROP_FOURCC
    assert capture.values[cv2.CAP_PROP_FRAME_WIDTH] == 800
    assert capture.values[cv2.CAP_PROP_FRAME_HEIGHT] == 600
    assert capture.values[cv2.CAP_PROP_FPS] == 25
    assert capture.values[cv2.CAP_PROP_BUFFERSIZE] == 1


@pytest.mark.parametrize(("formats", "asked"), [(("MJPG", "YUYV"), "MJPG"), (("YUYV",), "YUYV"), ((), "BGR3")])
def test_a_camera_without_compression_is_set_to_its_smallest_format(v4l2, monkeypatch, formats, asked):
    monkeypatch.setattr(FakeCapture, "formats", formats)
    V4l2Camera(str(v4l2), CameraSettings())
    assert FakeCapture.last.values[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*asked)


def test_frames_that_arrive_as_one_row_get_their_shape_back(v4l2, monkeypatch):
    monkeypatch.setattr(FakeCapture, "row", True)
    picture = frame_of("A")
    height, width, _ = picture.shape
    camera = V4l2Camera(str(v4l2), CameraSettings(width=width, height=height))
    np.testing.assert_array_equal(camera.read().image, picture)
    FakeCapture.last.values[cv2.CAP_PROP_FRAME_WIDTH] = width // 2
    with pytest.raises(CameraError, match="in a format that cannot be read; use a camera that has MJPEG, YUYV or BGR"):
        camera.read()


def test_opencv_gives_up_on_a_hanging_device_within_two_seconds():
    assert int(os.environ["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"]) <= 2


def test_a_camera_that_is_taken_between_check_and_start_is_busy(v4l2, monkeypatch):
    monkeypatch.setattr(FakeCapture, "openable", False)
    with pytest.raises(CameraError, match="does not start"):
        opened(f"v4l2:{v4l2}")
    monkeypatch.setattr(v4l2_module, "other_users", lambda devices: [1])
    with pytest.raises(CameraBusy, match=f"The camera {v4l2} is in use"):
        opened(f"v4l2:{v4l2}")
