"""What makes a hand hard to see: a dark room, or too much distance. Then a wrong answer does not count."""

from typing import Literal

import numpy as np

from device.recognition.preprocess import grey
from device.tutor import rules
from device.types import Frame, HandBox

EVERY_PX = 4  # every fourth pixel is enough for a mean


def complaint(box: HandBox | None, light: float | None) -> Literal["dark", "small"] | None:
    """Return what makes the hand hard to see, None if nothing does.

    Args:
        box: of the hand, in fractions of the frame.
        light: mean grey 0–255 around it, None if it is not known.
    """
    if light is not None and light < rules.DARK:
        return "dark"
    # A hand that points sideways is wide. Frames are at least 4:3, so that its width is at least this many heights.
    if box is not None and max(box.y1 - box.y0, (box.x1 - box.x0) * 4 / 3) < rules.SMALL:
        return "small"
    return None


def brightness(frame: Frame, box: HandBox | None) -> float | None:
    """Return the mean grey value (0–255) in the box of the hand, None without a box or if it is outside the frame."""
    if box is None:
        return None
    height, width = frame.image.shape[:2]
    x0, x1 = (int(min(max(x, 0.0), 1.0) * width) for x in (box.x0, box.x1))
    y0, y1 = (int(min(max(y, 0.0), 1.0) * height) for y in (box.y0, box.y1))
    part = frame.image[y0:y1:EVERY_PX, x0:x1:EVERY_PX]
    return float(grey(np.ascontiguousarray(part)).mean()) if part.size else None
