"""The path that the fingertip draws in J and Z, as a smooth line with an arrow head that begins at the fingertip."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from device.signing.pose_table import Sign
from device.signing.skeleton import Skeleton
from device.signing.viewpoint import PIVOT
from device.types import Pixels

Array = NDArray[np.float64]
FINGERTIP = {"J": 20, "Z": 8}
"""Letter that is drawn in the air → landmark that draws it."""
SUBPIXEL_BITS = 3
"""OpenCV draws at fixed-point positions with this many fractional bits."""
POINTS_PER_KEY = 6


def fingertip_path(letter: str, sign: Sign, skeleton: Skeleton) -> Array:
    """Return the path (n, 3) of the drawing fingertip, hand units, relative to where it begins; axes of the viewer."""
    assert sign.movement is not None
    tip = skeleton.landmarks(sign.pose)[FINGERTIP[letter]] - PIVOT
    path = sign.movement.positions + sign.movement.rotations @ tip
    return _smooth(path - path[0])


def _smooth(points: Array) -> Array:
    """Return a Catmull–Rom spline through points (k, 3)."""
    p = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    u = (np.arange(POINTS_PER_KEY) / POINTS_PER_KEY)[:, None, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    curve = 0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u**2 + (3 * b - a - 3 * c + d) * u**3)
    return np.concatenate([curve.transpose(1, 0, 2).reshape(-1, 3), points[-1:]])


def draw_line(image: Pixels, points: NDArray[Any], width: int, ink: tuple[int, ...], rim: tuple[int, ...]) -> None:
    """Draw a path with an arrow head on a picture, in place.

    Args:
        image: uint8 (h, w, c).
        points: (n, 2) pixels.
        width: of the line, pixels.
        ink: colour of the line, c values.
        rim: colour of its border, which sets it off from the hand.
    """
    scale = 2**SUBPIXEL_BITS
    line = (points * scale).round().astype(np.int32).reshape(-1, 1, 2)
    behind = points[np.linalg.norm(points - points[-1], axis=1) > 2.5 * width]
    start = behind[-1] if len(behind) else points[0]
    head = (_arrow_head(start, points[-1], 3.2 * width) * scale).round().astype(np.int32)
    for extra, colour in ((max(2, width // 2 * 2), rim), (0, ink)):
        cv2.polylines(image, [line], False, colour, width + extra, cv2.LINE_AA, SUBPIXEL_BITS)
        cv2.fillPoly(image, [head], colour, cv2.LINE_AA, SUBPIXEL_BITS)
        if extra:
            cv2.polylines(image, [head], True, colour, extra, cv2.LINE_AA, SUBPIXEL_BITS)


def _arrow_head(before: NDArray[Any], end: NDArray[Any], length: float) -> Array:
    """Return the three corners (3, 2) of an arrow head at `end` that points away from `before`, pixels."""
    along = (end - before) / max(1e-6, float(np.linalg.norm(end - before)))
    across = np.array([-along[1], along[0]]) * length * 0.55
    back = end - along * length * 0.3
    return np.array([end + along * length * 0.7, back + across, back - across])
