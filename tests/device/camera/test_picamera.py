"""The Pi camera, against a fake that keeps picamera2's contract (tests/fakes/picamera2.py)."""

import sys
import threading
import time

import numpy as np
import pytest

from device.camera import picamera
from device.camera.picamera import PiCamera, full_view
from device.errors import CameraBusy, CameraDenied, CameraError, CameraStalled
from device.settings import CameraSettings
from tests.fakes.picamera2 import MODES, STRIDE, Picamera2

SETTINGS = CameraSettings(width=600, height=440, fps=60)  # 600 is no multiple of the stride


def closes(camera: PiCamera) -> bool:
    """Close it within two seconds."""
    closing = threading.Thread(target=camera.close, daemon=True)
    closing.start()
    closing.join(2)
    return not closing.is_alive()


@pytest.fixture
def pi():
    """Open a PiCamera on a fake, which may fail; at the end it is closed and the device must be free again."""
    assert Picamera2._open == 0
    opened: list[PiCamera] = []

    def make(settings: CameraSettings = SETTINGS, **trouble: object) -> PiCamera:
        opened.append(PiCamera(settings, type("Spoiled", (Picamera2,), trouble)))
        return opened[-1]

    yield make
    for camera in opened:
        assert closes(camera), "close() hangs"
    assert Picamera2._open == 0, "the camera was not released"


def test_the_frame_is_the_y_plane_without_the_padding_of_its_rows(pi):
    camera = pi()
    frame = camera.read()
    stride = camera._camera.camera_configuration()["lores"]["stride"]
    assert stride == 640 == -(-600 // STRIDE) * STRIDE
    assert frame.image.shape == (440, 600)
    assert frame.image.dtype == np.uint8
    expected = Picamera2.scene(None, 0, 600, 440)
    assert np.array_equal(frame.image[1:], expected[1:])  # the first row carries the frame's number


def test_an_odd_size_becomes_the_even_one_that_the_camera_delivers(pi):
    frame = pi(CameraSettings(width=601, height=441, fps=60)).read()
    assert frame.image.shape == (440, 600)
    assert (frame.image != 128).any(axis=1).all(), "a row of U stands for no picture"
    assert (frame.image[:, -1] == 90).all(), "padding stands for no picture"


def test_frames_are_copies_that_outlive_their_buffer(pi):
    camera = pi()
    frames = [camera.read() for _ in range(8)]
    numbers = [int(frame.image[0, 0]) for frame in frames]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 8
    assert [frame.index for frame in frames] == list(range(8))


def test_every_request_is_released(pi):
    camera = pi()
    for _ in range(10):
        camera.read()
    assert camera._camera._free == camera._camera.camera_configuration()["buffer_count"]


def test_a_request_is_released_even_when_its_picture_cannot_be_read(pi):
    camera = pi()
    request = type("Request", (), {"released": 0})()
    request.make_array = lambda name: (_ for _ in ()).throw(RuntimeError("Stream 'lores' is not defined"))
    request.release = lambda: setattr(request, "released", request.released + 1)
    camera._camera.capture_request = lambda wait: request
    with pytest.raises(RuntimeError):
        camera.read()
    assert request.released == 1


def test_the_time_of_a_frame_is_that_of_the_sensor(pi):
    camera = pi(latency_ns=80_000_000)
    frame = camera.read()
    age = time.monotonic() - frame.t
    assert 0.08 <= age < 0.5
    later = camera.read()
    assert later.t > frame.t


def test_a_frame_without_timestamp_has_the_time_of_its_arrival(pi):
    camera = pi()
    real = camera._camera.capture_request

    def without(wait):
        request = real(wait)
        request._metadata.clear()
        return request

    camera._camera.capture_request = without
    before = time.monotonic()
    assert before <= camera.read().t <= time.monotonic()


def test_the_sensor_s_full_view_is_kept_at_the_smallest_mode_that_is_fast_enough():
    assert full_view(MODES, 30)["output_size"] == (1640, 1232)
    assert full_view(MODES, 20)["output_size"] == (1640, 1232)
    assert full_view(MODES, 200)["output_size"] == (1640, 1232), "no full view is so fast: the view counts more"


def test_a_camera_without_raw_modes_has_no_sensor_mode(pi):
    """A USB camera that libcamera found has formats but no crops."""
    modes = [{"format": "MJPEG"}, {"format": "YUYV"}]
    assert full_view(modes, 30) is None
    assert pi(sensor_modes=modes).read() is not None


def test_requests_are_never_older_than_asked_for(pi):
    configuration = pi()._camera.camera_configuration()
    assert configuration["queue"] is False
    assert configuration["controls"]["FrameRate"] == 60


def test_without_a_camera_the_message_names_the_cable(pi):
    with pytest.raises(CameraError, match=r"does not start \(Camera __init__ sequence .*check the ribbon cable"):
        pi(connected=False)


@pytest.mark.parametrize("error", [RuntimeError("Failed to start camera"), OSError(5, "Input/output error")])
def test_a_camera_that_fails_to_start_is_closed_again(pi, error):
    with pytest.raises(CameraError, match="does not start"):
        pi(start_error=error)
    assert Picamera2._open == 0, "left open it would be busy for ever"
    assert pi().read() is not None


def test_a_second_program_s_camera_is_busy(pi, monkeypatch):
    monkeypatch.setattr(picamera, "other_users", lambda devices: [1])
    pi()
    with pytest.raises(CameraBusy, match="The Pi camera is in use"):
        pi()


@pytest.mark.parametrize(
    "said",
    [
        "Failed to acquire camera: Device or resource busy",
        "Failed to acquire camera",
        "Camera in use",
        "Pipeline handler in use by another process",
    ],
)
def test_a_camera_that_libcamera_calls_busy_is_in_use(pi, said):
    with pytest.raises(CameraBusy, match=r"is in use by another program .*`sudo systemctl stop handshape`"):
        pi(start_error=RuntimeError(said))


def test_a_camera_that_this_user_may_not_open_names_the_group(pi, monkeypatch, tmp_path):
    (tmp_path / "media0").touch()
    monkeypatch.setattr(picamera, "DEVICES", tmp_path)
    monkeypatch.setattr(picamera.os, "access", lambda *_: False)
    with pytest.raises(CameraDenied, match=r'sudo usermod -aG .* "\$USER"'):
        pi(connected=False)


@pytest.mark.parametrize("error", [ValueError("numpy.dtype size changed"), ImportError("libcamera.so.0.4"), OSError()])
def test_a_picamera2_that_cannot_be_loaded_is_a_sentence(monkeypatch, tmp_path, error):
    (tmp_path / "picamera2.py").write_text(f"raise {error!r}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "picamera2", raising=False)
    with pytest.raises(CameraError, match="picamera2 cannot be loaded"):
        PiCamera(SETTINGS)


def test_a_camera_that_stops_delivering_is_an_error_and_can_be_closed(pi):
    camera = pi(stall_after=3)
    for _ in range(3):
        camera.read()
    start = time.monotonic()
    with pytest.raises(CameraStalled, match="stopped delivering frames; check its ribbon cable"):
        camera.read()
    assert time.monotonic() - start < 1.5
    assert closes(camera), "close() hangs behind the request that never came"
    assert Picamera2._open == 0


def test_closing_twice_does_no_harm(pi):
    camera = pi()
    camera.close()
    camera.close()


def test_without_picamera2_the_message_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "picamera2", None)
    with pytest.raises(CameraError, match=r"picamera2 is not installed; on a Pi run `sudo apt install"):
        PiCamera(SETTINGS)
