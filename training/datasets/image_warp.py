"""Affine views of square images: the arithmetic that augmentation and plain views share."""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.types import Pixels

ALIASING = 1.3  # source pixels for one pixel of the view from which bilinear sampling would skip some


def warp_matrix(
    full: int, size: int, side: float, angle: float, shift: tuple[float, float], stretch: float, mirrored: bool
) -> NDArray[np.float64]:
    """Compute the affine map from pixels of a stored square to pixels of a view.

    Args:
        full: side of the stored square, pixels.
        size: side of the view, pixels.
        side: of the part of the stored square that the view shows, pixels of the stored square.
        angle: of rotation, degrees.
        shift: of the view's centre, pixels of the stored square.
        stretch: square root of the change of width ÷ height.
        mirrored: swap left and right.

    Returns:
        float64 (2, 3).
    """
    zoom = size / side
    turn = np.deg2rad(angle)
    linear = zoom * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = linear @ np.diag([stretch * (-1 if mirrored else 1), 1 / stretch])
    centre = np.array([full / 2 + shift[0], full / 2 + shift[1]])
    return np.hstack([linear, (np.array([size / 2, size / 2]) - linear @ centre)[:, None]])


def warp(image: Pixels, matrix: NDArray[np.float64], size: int, side: float) -> Pixels:
    """Cut the view that `warp_matrix` describes out of an image: uint8 (h, w) → uint8 (size, size)."""
    if side / size > ALIASING:
        image = cast(Pixels, cv2.GaussianBlur(image, (0, 0), 0.4 * side / size))
    # warpAffine counts from pixel centres, `matrix` from pixel edges.
    centres = matrix.copy()
    centres[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    view = cv2.warpAffine(image, centres, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return cast(Pixels, view)
