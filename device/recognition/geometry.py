"""Boxes and landmarks of a hand: overlap, the upright square around a box, joints, and the length of the palm.

Joints are complex numbers, x + iy. The joints of one hand are Python's own numbers: for so few of them, arrays would
take several times as long. The joints of many hands are arrays, and the same formulas apply to both.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import FINGERTIPS, INDEX_KNUCKLE, KNUCKLES, LITTLE_KNUCKLE, PALM, WRIST
from device.types import HandBox, Handedness

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
    x, y = landmarks.T.tolist()
    return HandBox(min(x), min(y), max(x), max(y), hand, score)


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


def joints_of(landmarks: NDArray[Any]) -> list[Any]:
    """Return the landmarks (…, 21, 2) as 21 complex numbers; of many hands, as arrays (…,)."""
    if landmarks.ndim == 2:
        return [complex(x, y) for x, y in landmarks.tolist()]
    together = np.asarray(landmarks[..., 0] + 1j * landmarks[..., 1], np.complex128)
    return [together[..., joint] for joint in range(together.shape[-1])]


def palm_of(joints: list[Any]) -> tuple[Any, Any]:
    """Return the centre of the palm, and its length from wrist to middle knuckle as if it were seen from the front.

    Length and width of the palm are combined, so that the length changes little while the hand turns.

    Args:
        joints: see joints_of.

    Returns:
        A complex number and a real one, or arrays (…,) of them. The length is 0 if all joints coincide.
    """
    wrist = joints[WRIST]
    length = sum(abs(joints[knuckle] - wrist) for knuckle in KNUCKLES) / len(KNUCKLES)
    width = abs(joints[INDEX_KNUCKLE] - joints[LITTLE_KNUCKLE])
    return sum(joints[joint] for joint in PALM) / len(PALM), (length * length + width * width) ** 0.5 / PALM_FRONT


def palm_length(landmarks: NDArray[Any]) -> NDArray[Any]:
    """Return the length of the palm, see palm_of; (…,) of landmarks (…, 21, 2), one unit for both axes."""
    return np.asarray(palm_of(joints_of(landmarks))[1])


@dataclass(frozen=True, slots=True)
class HandShape:
    """Where one hand is, and its fingertips.

    Attributes:
        centre: of the palm.
        palm: length of the palm, in the same unit; above 0.
        tips: of the five fingers, thumb first, relative to the centre, in palm lengths.
    """

    centre: complex
    palm: float
    tips: tuple[complex, ...]

    @classmethod
    def of(cls, landmarks: NDArray[Any]) -> "HandShape":
        """Measure the landmarks (21, 2) of a hand, in any unit."""
        joints = joints_of(landmarks)
        centre, length = palm_of(joints)
        palm = max(length, 1e-9)  # landmarks may coincide
        return cls(centre, palm, tuple([(joints[tip] - centre) / palm for tip in FINGERTIPS]))

    def tips_moved(self, before: "HandShape") -> float:
        """Return the mean distance of the fingertips from those of another shape, in palm lengths."""
        return sum([abs(now - then) for now, then in zip(self.tips, before.tips, strict=True)]) / len(self.tips)
