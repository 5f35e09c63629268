"""What makes a hand hard to see: a dark room, or its place and tilt in the picture. Pure."""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import MIDDLE_KNUCKLE, WRIST
from device.recognition.preprocess import grey
from device.types import Frame, HandBox

EVERY_PX = 4  # every fourth pixel is enough for a mean
DARK = 40.0  # mean grey 0–255 around the hand; below it fingers and their shadows look the same
SMALL = 0.12  # larger side of the hand in frame heights; below it fingers are a few pixels wide
FAR = 0.2  # the same, for a place to practise at: closer is better
NEAR = 0.9  # the hand leaves the picture with its next movement
EDGE = 0.03  # of the frame; a hand nearer to its edge may be cut off
MAX_TILT = 45.0  # degrees between the palm's middle line and the vertical

Advice = Literal["more_light", "closer", "farther", "middle", "upright"]


def complaint(box: HandBox | None, light: float | None) -> Literal["dark", "small"] | None:
    """Return what makes the hand so hard to see that a wrong answer does not count, None if nothing does.

    Args:
        box: of the hand, in fractions of the frame.
        light: mean grey 0–255 around it, None if it is not known.
    """
    if light is not None and light < DARK:
        return "dark"
    if box is not None and _size(box) < SMALL:
        return "small"
    return None


def hand_advice(box: HandBox, light: float | None, landmarks: NDArray[np.float32] | None) -> Advice | None:
    """Return how an upright hand could be seen better, None if it is well placed.

    Args:
        box: of the hand, in fractions of the frame.
        light: mean grey 0–255 around it, None if it is not known.
        landmarks: of the hand, see Scores.landmarks.
    """
    if light is not None and light < DARK:
        return "more_light"
    if _size(box) < FAR:
        return "closer"
    if _size(box) > NEAR:
        return "farther"
    if min(box.x0, box.y0, 1 - box.x1, 1 - box.y1) < EDGE:
        return "middle"
    if landmarks is not None and _tilt(landmarks) > MAX_TILT:
        return "upright"
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


def _size(box: HandBox) -> float:
    """Return the larger side in frame heights. A hand that points sideways is wide; frames are at least 4:3."""
    return max(box.y1 - box.y0, (box.x1 - box.x0) * 4 / 3)


def _tilt(landmarks: NDArray[np.float32]) -> float:
    """Return the degrees between the line from wrist to middle finger and the vertical, in a 4:3 frame."""
    x, y = (float(landmarks[MIDDLE_KNUCKLE, axis] - landmarks[WRIST, axis]) for axis in (0, 1))
    return abs(math.degrees(math.atan2(x * 4 / 3, -y)))
