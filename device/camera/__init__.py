"""Cameras behind one protocol, opened by URI."""

import importlib.util
from pathlib import Path
from urllib.parse import parse_qsl

from device.camera.base import Camera
from device.camera.clip import ClipCamera
from device.camera.folder import FolderCamera
from device.camera.looped_clip import LoopedClip
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4l2Camera
from device.camera.waiting_camera import AbsentCamera
from device.errors import CameraError
from device.settings import CameraSettings

__all__ = ["Camera", "await_camera", "open_camera"]

DEVICES = Path("/dev")


def open_camera(settings: CameraSettings) -> Camera:
    """Open the camera that `settings.uri` names.

    Raises:
        CameraError: unknown kind of URI, no such device or file, or nothing readable there.
    """
    kind, _, rest = settings.uri.partition(":")
    if kind == "auto":
        return _auto(settings)
    if kind == "picamera":
        return PiCamera(settings)
    if kind == "v4l2":
        return V4l2Camera(rest or "/dev/video0", settings)
    if kind == "clip":
        path, loop, query = rest.partition("?loop=")
        if loop and query != "1":
            raise CameraError(f"“?loop={query}” is wrong: a clip takes ?loop=1, or nothing to be played once.")
        return LoopedClip(Path(path)) if loop else ClipCamera(Path(path))
    if kind == "folder":
        path, _, query = rest.partition("?")
        return FolderCamera(Path(path), _fps(query))
    if kind == "page":
        return AbsentCamera(CameraError("The station has no camera of its own; lend it one on its web page."))
    raise CameraError(
        f"“{settings.uri}” is no camera; write auto, picamera:, v4l2:/dev/video0, clip:FILE, "
        "folder:DIR?fps=30 or page: (only those lent on the web page)."
    )


def await_camera(settings: CameraSettings) -> Camera:
    """As open_camera, but with `settings.wait` an absent camera is one that fails until it is plugged in.

    Raises:
        CameraError: see open_camera; with `settings.wait` never.
    """
    try:
        return open_camera(settings)
    except CameraError as error:
        if not settings.wait:
            raise
        return AbsentCamera(error)


def _auto(settings: CameraSettings) -> Camera:
    if importlib.util.find_spec("picamera2") is not None:
        try:
            return PiCamera(settings)
        except CameraError:
            pass  # no ribbon cable: a USB camera is the next guess
    devices = sorted(DEVICES.glob("video*"), key=lambda path: (len(path.name), path.name))
    for device in devices:
        try:
            return V4l2Camera(str(device), settings)
        except CameraError:
            continue  # a Pi has several video devices that are not cameras
    raise CameraError("No camera was found; plug one in, or watch the bundled clip with `make demo`.")


def _fps(query: str) -> float:
    values = dict(parse_qsl(query, keep_blank_values=True))
    try:
        fps = float(values.pop("fps", "30"))
    except ValueError:
        fps = 0.0
    if values or not 1 <= fps <= 240:
        raise CameraError(f"“?{query}” is wrong: a folder takes ?fps= from 1 to 240.")
    return fps
