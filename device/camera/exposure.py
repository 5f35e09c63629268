"""A camera that slows down in the dark: many USB cameras expose longer than a frame unless they are set not to.

The control is V4L2_CID_EXPOSURE_AUTO_PRIORITY (“exposure_dynamic_framerate”) of the kernel's documentation of V4L2.
"""

import fcntl
import os
import struct
from collections.abc import Callable

MIN_FPS = 10.0  # below this a movement such as J or Z has too few frames
OVER_S = 3.0  # time over which the rate is measured; exposure has settled by then
S_CTRL = 0xC008561C  # _IOWR('V', 28, struct v4l2_control), 8 bytes: id, value
EXPOSURE_AUTO_PRIORITY = 0x009A0903

Ioctl = Callable[[int, int, bytes], object]


def keep_rate(device: str, ioctl: Ioctl = fcntl.ioctl) -> bool:
    """Have the camera keep its rate in the dark; return False if its driver does not offer this.

    Args:
        device: path of the device file.
        ioctl: makes a request of the kernel, as fcntl.ioctl does.
    """
    try:
        descriptor = os.open(device, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return False
    try:
        ioctl(descriptor, S_CTRL, struct.pack("=Ii", EXPOSURE_AUTO_PRIORITY, 0))
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


class RateWatch:
    """Measures the rate of a camera's frames and reports once that it is too low. Pure: time is an argument."""

    def __init__(self) -> None:
        """Start without frames."""
        self._began: float | None = None
        self._frames = 0
        self._reported = False

    def frame(self, t: float) -> float | None:
        """Note a frame; return frames per second the first time that they are below MIN_FPS, else None.

        Args:
            t: time of the frame, s.
        """
        if self._reported:
            return None
        if self._began is None or t < self._began:
            self._began, self._frames = t, 0
            return None
        self._frames += 1
        over = t - self._began
        if over < OVER_S:
            return None
        rate = self._frames / over
        self._began, self._frames = t, 0
        if rate >= MIN_FPS:
            return None
        self._reported = True
        return rate
