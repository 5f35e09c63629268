"""Hands as points: boxes around them, and the square the device cuts out."""

import numpy as np
from numpy.typing import NDArray

from device.types import HandBox

POINTS = 21  # wrist, then four from the palm out for thumb, index, middle, ring and little finger


def square_around(points: NDArray[np.float32]) -> tuple[float, float, float]:
    """Centre x, y and side of the smallest upright square around points (n, 2), in their unit."""
    low, high = points.min(0), points.max(0)
    centre = (low + high) / 2
    return float(centre[0]), float(centre[1]), float((high - low).max())


def square_box(x: float, y: float, side: float, width: int, height: int) -> HandBox:
    """A square given in pixels as a HandBox of a (width, height) frame; it may reach beyond the frame."""
    half = side / 2
    return HandBox((x - half) / width, (y - half) / height, (x + half) / width, (y + half) / height)
