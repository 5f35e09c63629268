"""Cameras behind one protocol, opened by URI."""

import importlib.util
import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl

from device.camera.base import Camera
from device.camera.clip import ClipCamera
from device.camera.folder import FolderCamera
from device.camera.looped_clip import LoopedClip
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4l2Camera
from device.camera.waiting_camera import WaitingCamera
from device.errors import CameraBusy, CameraDenied, CameraError
from device.settings import DEMO, CameraSettings

__all__ = ["Camera", "await_camera", "open_camera"]

DEVICES = Path("/dev")
FORMER_DEMO = "device/demo/hello_jz.mp4"  # place of the bundled clip before version 0.2; settings may still name it

logger = logging.getLogger(__name__)


def open_camera(settings: CameraSettings, stopped: Callable[[], bool] = lambda: False) -> Camera:
    """Open the camera that `settings.uri` names. A file or folder that exists under the whole name is meant by it.

    Args:
        settings: URI, size and rate.
        stopped: True ends the listing of a large folder.

    Raises:
        CameraError: unknown kind of URI, no such device or file, or it delivers nothing that can be read.
    """
    logger.info("opening the camera %s", settings.uri)
    kind, _, rest = settings.uri.partition(":")
    if kind == "auto":
        return _auto(settings)
    if kind == "picamera":
        return PiCamera(settings)
    if kind == "v4l2":
        return V4l2Camera(rest or "/dev/video0", settings)
    if kind == "clip":
        return _clip(rest)
    if kind == "folder":
        path, query = _split(rest)
        return FolderCamera(Path(path), _fps(query), stopped)
    if kind == "page":
        return WaitingCamera(CameraError("The station has no camera of its own; allow a browser's on the web page."))
    raise CameraError(
        f"“{settings.uri}” is not a camera; use auto, picamera:, v4l2:/dev/video0, clip:FILE, "
        "folder:DIR?fps=30 or page: (only browsers' cameras)."
    )


def await_camera(settings: CameraSettings, stopped: Callable[[], bool] = lambda: False) -> Camera:
    """Open the camera; with `settings.wait`, return a WaitingCamera in place of one that is missing.

    Args:
        settings: see `open_camera`.
        stopped: see `open_camera`.

    Raises:
        CameraError: see `open_camera`; never with `settings.wait`.
    """
    try:
        return open_camera(settings, stopped)
    except CameraError as error:
        if not settings.wait:
            raise
        return WaitingCamera(error)


def _clip(rest: str) -> Camera:
    name, query = _split(rest)
    if query not in ("", "loop=1"):
        raise CameraError(f"“?{query}” is wrong; write clip:FILE?loop=1, or clip:FILE to play it once.")
    path = Path(name)
    if path.as_posix().endswith(FORMER_DEMO) and not path.exists():
        path = DEMO
    return LoopedClip(path) if query else ClipCamera(path)


def _split(rest: str) -> tuple[str, str]:
    """Split a name from the options after its last “?”; all is the name if there is such a file or folder."""
    name, _, query = rest.rpartition("?")
    options = name and ("=" in query or (not query and _exists(name)))
    return (name, query) if options and not _exists(rest) else (rest, "")


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long, or a NUL in it
        return False


def _auto(settings: CameraSettings) -> Camera:
    """Open the Pi camera, else the first V4L2 device that is a camera.

    Raises:
        CameraBusy: all cameras are in use by other programs.
        CameraDenied: there are cameras, and this user may open none.
        CameraError: there is no camera.
    """
    errors: list[CameraError] = []
    if importlib.util.find_spec("picamera2") is not None:
        try:
            return PiCamera(settings)
        except CameraError as error:
            logger.info("no Pi camera: %s", error)
            errors.append(error)
    devices = sorted(DEVICES.glob("video*"), key=lambda path: (len(path.name), path.name))
    for device in devices:
        try:
            return V4l2Camera(str(device), settings)
        except CameraError as error:  # a Pi has several video devices that are not cameras
            logger.info("not a camera: %s", error)
            errors.append(error)
    for kind in (CameraBusy, CameraDenied):  # a camera that is there is the better answer
        for each in errors:
            if isinstance(each, kind):
                raise each
    raise CameraError("No camera was found; plug one in, or watch the bundled clip with `make demo`.")


def _fps(query: str) -> float:
    """Read the frame rate from a folder's “fps=30”; 30 without one."""
    values = dict(parse_qsl(query, keep_blank_values=True))
    try:
        fps = float(values.pop("fps", "30"))
    except ValueError:
        fps = 0.0
    if values or not 1 <= fps <= 240:
        raise CameraError(f"“?{query}” is wrong; write folder:DIR?fps=30, with a number from 1 to 240.")
    return fps
