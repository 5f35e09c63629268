"""Boxes and landmarks of a hand: overlap, the upright square around a box, and the length of the palm."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import FINGERTIPS, INDEX_KNUCKLE, KNUCKLES, LITTLE_KNUCKLE, PALM, WRIST
from device.types import HandBox, Handedness

_FINGERTIPS, _PALM = np.array(FINGERTIPS), np.array(PALM)

CROP = 1.42  # side of the square that the baseline path and 28-pixel exports cut, in sides of the hand's box

PALM_FRONT = 1.2  # √(length² + width²) of a palm seen from the front, in lengths from wrist to middle knuckle


def letterbox(width: int, height: int) -> HandBox:
    """Return the square around a whole frame; it reaches beyond the frame along the shorter side.

    Args:
        width, height: of the frame, pixels.
    """
    dx, dy = max(0.0, (height / width - 1) / 2), max(0.0, (width / height - 1) / 2)
    return HandBox(-dx, -dy, 1 + dx, 1 + dy)


def iou(a: HandBox, b: HandBox) -> float:
    """Return the intersection over union of two boxes, 0–1; 0 if both are empty."""
    width, height = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
    both = max(width, 0.0) * max(height, 0.0)
    each = sum(max(box.x1 - box.x0, 0.0) * max(box.y1 - box.y0, 0.0) for box in (a, b))
    return both / (each - both) if each > both else 0.0


def box_around(landmarks: NDArray[Any], hand: Handedness | None = None, score: float = 1.0) -> HandBox:
    """Return the upright box around landmarks (n, 2), in their own unit."""
    (x0, y0), (x1, y1) = landmarks.min(0).tolist(), landmarks.max(0).tolist()
    return HandBox(x0, y0, x1, y1, hand, score)


def square_around(box: HandBox, width: int, height: int) -> HandBox:
    """Return the upright square around a hand in `box`.

    Args:
        box: of the hand, fractions of the frame.
        width, height: of the frame, pixels.

    Returns:
        A square of CROP times the box's longer side in pixels, about the same centre, as fractions of the frame.
    """
    side = CROP * max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height)
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    dx, dy = side / 2 / width, side / 2 / height
    return HandBox(x - dx, y - dy, x + dx, y + dy)


def palm_length(landmarks: NDArray[Any]) -> NDArray[Any]:
    """Estimate the length of the palm from wrist to middle knuckle, as if it were seen from the front.

    Length and width of the palm are combined, so that the value changes little while the hand turns.

    Args:
        landmarks: (…, 21, 2), one unit for both axes.

    Returns:
        (…,) in the same unit; 0 if all landmarks coincide.
    """
    spread = landmarks[..., KNUCKLES, :] - landmarks[..., WRIST, None, :]
    length = np.add.reduce(np.hypot(spread[..., 0], spread[..., 1]), -1) / len(KNUCKLES)
    across = landmarks[..., INDEX_KNUCKLE, :] - landmarks[..., LITTLE_KNUCKLE, :]
    width = np.hypot(across[..., 0], across[..., 1])
    return np.asarray(np.hypot(length, width) / PALM_FRONT)


def palm_centre(landmarks: NDArray[Any]) -> NDArray[Any]:
    """Return the centre of the palm (2,) of landmarks (21, 2), in their unit and type."""
    return np.asarray(np.add.reduce(landmarks.take(_PALM, 0), 0) / len(PALM))


def fingertips(landmarks: NDArray[Any]) -> NDArray[np.float64]:
    """Return the fingertips (5, 2) relative to the palm's centre, in palm lengths; landmarks (21, 2) in any unit."""
    tips = landmarks.take(_FINGERTIPS, 0) - palm_centre(landmarks)
    return np.asarray(tips, np.float64) / max(float(palm_length(landmarks)), 1e-9)
