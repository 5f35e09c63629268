"""What the tests of cameras share: a camera by its URI, and all of its frames."""

from device.camera import open_camera
from device.settings import CameraSettings


def opened(uri: str):
    return open_camera(CameraSettings(uri=uri))


def all_of(camera) -> list:
    frames = []
    while (frame := camera.read()) is not None:
        frames.append(frame)
    return frames
