"""The square around a hand that the landmark model sees, turned so that the hand points up.

On people that it has not seen, MediaPipe's landmark network reads 3 to 5 letters of 100 more in upright squares than
in squares that are not turned (docs/lab-notes/recognition.md). The angle of the square is an input of the landmark
model, because some letters differ by it alone: G and Q, H and U, K and P.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import MIDDLE_KNUCKLE, WRIST
from device.recognition.turned_crop import Affine
from device.types import HandBox

NEAR_ANGLE, NEAR_MOVE, NEAR_SIZE = 0.12, 0.04, 1.06  # radians, sides, ratio of the sides: see HandSquare.near

MARGIN = 1.42  # side of the square, in the longer side of the box around the turned landmarks


@dataclass(frozen=True)
class HandSquare:
    """A turned square in the pixels of a frame.

    Attributes:
        x, y: centre.
        side: length of an edge.
        angle: by which the square is turned, radians; 0 is upright, π/2 has the hand pointing to the right.
    """

    x: float
    y: float
    side: float
    angle: float = 0.0

    @property
    def rows(self) -> Affine:
        """Affine map from fractions of the square to pixels of the frame."""
        across, down = self.side * math.cos(self.angle), self.side * math.sin(self.angle)
        left, top = self.x - (across - down) / 2, self.y - (across + down) / 2
        return (across, -down, left), (down, across, top)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The same as an array, float64 (2, 3)."""
        return np.array(self.rows)

    @property
    def direction(self) -> NDArray[np.float32]:
        """Cosine and sine of the angle, float32 (2,): the landmark model's second input."""
        return np.array([math.cos(self.angle), math.sin(self.angle)], np.float32)

    def near(self, other: "HandSquare") -> bool:
        """Return whether two squares are so alike that the landmark model sees almost the same in both."""
        turned = math.remainder(self.angle - other.angle, math.tau)
        moved = math.hypot(self.x - other.x, self.y - other.y)
        larger, smaller = max(self.side, other.side), min(self.side, other.side)
        return abs(turned) < NEAR_ANGLE and moved < NEAR_MOVE * self.side and larger < NEAR_SIZE * smaller

    def upright(self, width: int, height: int) -> HandBox:
        """Return the upright square of the same side and centre, as fractions of a frame of width × height pixels."""
        dx, dy = self.side / 2 / width, self.side / 2 / height
        x, y = self.x / width, self.y / height
        return HandBox(x - dx, y - dy, x + dx, y + dy)

    def scaled(self, factor: float) -> "HandSquare":
        """Return a square of another side about the same centre."""
        return replace(self, side=self.side * factor)


def angle_of(vector: NDArray[Any]) -> float:
    """Return the angle of a vector (2,) with y down: 0 for up, π/2 for right; radians."""
    return math.atan2(float(vector[0]), -float(vector[1]))


def hand_angle(landmarks: NDArray[Any]) -> float:
    """Return the angle from the wrist to the knuckle of the middle finger; landmarks (21, 2) in one unit."""
    return angle_of(landmarks[MIDDLE_KNUCKLE] - landmarks[WRIST])


def square_of_landmarks(landmarks: NDArray[Any], angle: float | None = None, margin: float = MARGIN) -> HandSquare:
    """Return the square around landmarks.

    Args:
        landmarks: (21, 2), pixels of the frame.
        angle: of the square, radians; None for that of the hand.
        margin: see MARGIN.
    """
    angle = hand_angle(landmarks) if angle is None else angle
    cosine, sine = math.cos(angle), math.sin(angle)
    places = landmarks.tolist()  # few: arrays would take twice as long
    across, down = [cosine * x + sine * y for x, y in places], [cosine * y - sine * x for x, y in places]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    x, y = (left + right) / 2, (top + bottom) / 2
    side = margin * max(right - left, bottom - top)
    return HandSquare(cosine * x - sine * y, sine * x + cosine * y, side, angle)


def square_of_box(box: HandBox, width: int, height: int, angle: float = 0.0) -> HandSquare:
    """Return the square around a box.

    Args:
        box: of the hand, fractions of the frame.
        width, height: of the frame, pixels.
        angle: of the square, radians.
    """
    side = MARGIN * max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height)
    return HandSquare((box.x0 + box.x1) / 2 * width, (box.y0 + box.y1) / 2 * height, side, angle)
