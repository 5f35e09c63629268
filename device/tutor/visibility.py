"""What the room or the distance makes unreadable: then a wrong answer is nobody's fault."""

from typing import Literal

from device.tutor import rules
from device.types import HandBox


def complaint(box: HandBox | None, light: float | None) -> Literal["dark", "small"] | None:
    """What is wrong with the picture of the hand, None when nothing is.

    Args:
        box: of the hand, in fractions of the frame.
        light: mean grey 0–255 around it, None when unknown.
    """
    if light is not None and light < rules.DARK:
        return "dark"
    if box is not None and box.y1 - box.y0 < rules.SMALL:
        return "small"
    return None
