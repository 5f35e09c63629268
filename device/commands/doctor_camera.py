"""The checks of `doctor` of the cameras and their picture."""

import importlib.util
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from device.commands.doctor_checks import AGAIN, Finding
from device.errors import CameraBusy, CameraError
from device.settings import CameraSettings
from device.system import machine

if TYPE_CHECKING:  # importing them needs OpenCV, whose absence is a finding
    from device.camera import Camera
    from device.runtime.picture_watch import PictureFault

PICTURE_S = 2.0  # a camera that starts needs a second to set its exposure
MIN_CAMERA_FPS = 10.0  # below this a movement such as J or Z has too few frames


def check_cameras(root: Path) -> Iterator[Finding]:
    """Check picamera2 and the video devices."""
    have_picamera = importlib.util.find_spec("picamera2") is not None
    devices = sorted((root / "dev").glob("video*"))
    if machine.is_pi(root) and not have_picamera:
        fix = f"sudo apt install python3-picamera2, {AGAIN}"
        yield Finding("D30", "warn", "picamera2 is not installed: only USB cameras work.", fix)
    elif have_picamera:
        yield Finding("D30", "ok", "picamera2 is installed")
    if devices:
        unreadable = [str(device) for device in devices if not os.access(device, os.R_OK | os.W_OK)]
        if unreadable:
            fix = 'sudo usermod -aG video "$USER", then log in again'
            yield Finding("D31", "warn", f"This user may not open {', '.join(unreadable)}.", fix)
        else:
            yield Finding("D31", "ok", f"video devices: {', '.join(device.name for device in devices)}")
    elif not have_picamera:
        yield Finding("D31", "warn", "No camera is plugged in.", "plug in a USB camera, or try `make demo`")


def check_picture(settings: CameraSettings, root: Path, now: Callable[[], float] = time.monotonic) -> Iterator[Finding]:
    """Look through the camera of the settings for two seconds; a clip, a folder and a browser's camera are left out.

    Args:
        settings: which camera.
        root: root of the file system; another one than the real one has no camera to look through.
        now: monotonic clock, s.
    """
    if root != machine.ROOT or settings.uri.partition(":")[0] not in ("auto", "picamera", "v4l2"):
        return
    try:
        from device.camera import open_camera
        from device.runtime.picture_watch import SENTENCES

        camera = open_camera(settings)
    except CameraBusy as error:
        yield Finding("D32", "ok", f"no picture was taken: {error}")
        return
    except (CameraError, ImportError):  # without a camera D31 says so
        return
    try:
        fault, rate = _picture_fault(camera, now)
    except CameraError as error:
        yield Finding("D32", "warn", str(error), "check the camera's plug, or try another camera")
        return
    finally:
        camera.close()
    if fault is None and rate < MIN_CAMERA_FPS:
        what = f"The camera {camera.name} delivers only {rate:.0f} frames a second, as cameras do in the dark."
        yield Finding("D32", "warn", what, "turn on a lamp, or choose a smaller picture under [camera]")
    elif fault is None:
        yield Finding("D32", "ok", f"picture of {camera.name}: something can be seen, {rate:.0f} frames a second")
    else:
        what, _, fix = SENTENCES[fault].partition("; ")
        yield Finding("D32", "warn", f"{what}.", fix.rstrip("."))


def _picture_fault(camera: "Camera", now: Callable[[], float]) -> "tuple[PictureFault | None, float]":
    """Return what is wrong with the last picture of PICTURE_S seconds, and the rate of its second half.

    The first pictures are exposed wrongly.
    """
    from device.runtime.picture_watch import fault_of, sample

    fault, frames, start = None, 0, now()
    while (passed := now() - start) < PICTURE_S and (frame := camera.read()) is not None:
        fault = fault_of(sample(frame.image))
        frames += passed >= PICTURE_S / 2
    return fault, frames / (PICTURE_S / 2)
