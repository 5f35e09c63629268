"""A USB camera (or any V4L2 device) through OpenCV."""

import os
import time
from pathlib import Path
from typing import Any, cast

# OpenCV waits 10 s for a frame of a camera that hangs; it reads this variable at its first wait.
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2

from device.camera.exposure import RateWatch, keep_rate
from device.camera.in_use import busy_error, other_users
from device.camera.v4l2_node import check_node
from device.errors import CameraError, CameraStalled
from device.names import shown
from device.settings import CameraSettings
from device.system.messages import warn
from device.types import Frame, Pixels

MJPG, YUYV = (cv2.VideoWriter.fourcc(*name) for name in ("MJPG", "YUYV"))


class V4l2Camera:
    """The newest frame of /dev/videoN."""

    live = True

    def __init__(self, device: str, settings: CameraSettings) -> None:
        """Open the device.

        Raises:
            CameraBusy: another program uses it.
            CameraDenied: this user may not open it.
            CameraError: the device is missing, not a camera, or delivers nothing that can be read.
        """
        self.name = f"v4l2:{device}"
        if "\0" in device or not os.path.lexists(device):
            raise CameraError(f"There is no camera at {shown(device)}; plug one in, or name another with --camera.")
        check_node(device)
        cv2.setLogLevel(0)
        self._capture = cv2.VideoCapture(_plain_name(device), cv2.CAP_V4L2)
        if not self._capture.isOpened():
            if other_users([Path(device)]):  # it came between the check and here
                raise busy_error(f"The camera {shown(device)}", [Path(device)])
            raise CameraError(
                f"The camera {shown(device)} does not start: it has no format that can be read, or its driver fails; "
                "unplug it and plug it in again, or use another."
            )
        # Before the size: many USB cameras reach 640×480 at 30 FPS only as MJPEG.
        self._capture.set(cv2.CAP_PROP_FOURCC, MJPG)
        if int(self._capture.get(cv2.CAP_PROP_FOURCC)) != MJPG:  # otherwise OpenCV takes a larger format
            self._capture.set(cv2.CAP_PROP_FOURCC, YUYV)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, settings.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, settings.height)
        self._capture.set(cv2.CAP_PROP_FPS, settings.fps)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # a longer queue in the driver makes every frame older
        self._index = 0
        self._device = device
        self._rate = RateWatch()

    def read(self) -> Frame | None:
        """Wait for the next frame.

        Raises:
            CameraStalled: the driver delivers no frame.
            CameraError: the frame has a format that cannot be read.
        """
        ok, image = self._capture.read()
        if not ok:
            raise CameraStalled(f"The camera {shown(self.name[5:])} stopped delivering frames; check its plug.")
        if image.ndim != 3:
            image = self._rows(image)
        frame = Frame(cast(Pixels, image), time.monotonic(), self._index)
        self._index += 1
        rate = self._rate.frame(frame.t)
        if rate is not None:
            kept = keep_rate(self._device)
            more = "its exposure now keeps the rate" if kept else "its driver does not let it keep the rate"
            warn(f"The camera {shown(self._device)} slows down to {rate:.0f} frames a second; turn on a lamp ({more}).")
        return frame

    def _rows(self, image: Any) -> Any:
        """Restore the rows of a BGR frame, which OpenCV 4.11 returns as one long row."""
        width, height = (int(self._capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        if image.size != height * width * 3:
            raise CameraError(
                f"The camera {shown(self.name[5:])} sends frames in a format that cannot be read; use a camera "
                "that has MJPEG, YUYV or BGR."
            )
        return image.reshape(height, width, 3)

    def close(self) -> None:
        """Release the device."""
        self._capture.release()


def _plain_name(device: str) -> str:
    """Return a name that OpenCV takes; one that is not text would end the interpreter.

    Raises:
        CameraError: neither the device's name nor that of the file it links to is ASCII.
    """
    name = device if device.isascii() else str(Path(device).resolve())
    if not name.isascii():
        raise CameraError(f"The camera {shown(device)} has a name that cannot be opened; name it /dev/videoN.")
    return name
