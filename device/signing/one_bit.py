"""A rendered hand on a 1-bit display: lit skin, dark lines where fingers end, and hatching where the light is low."""

import cv2
import numpy as np
from numpy.typing import NDArray

from device.signing.renderer import HandImage
from device.signing.viewpoint import DISTANCE

Bits = NDArray[np.bool_]
STEP = 0.10
"""Step of depth between neighbouring pixels, hand units, that is drawn as a line."""
LINE_COVER = 0.40
"""Part of a pixel that must be line to be dark."""
HATCHED, DARK = 0.62, 0.36
"""Shade below which skin is hatched with every third diagonal dark, and with two of three."""


def one_bit(image: HandImage, side: int) -> Bits:
    """Return the picture (side, side) for a white-on-black display, True = lit.

    Args:
        image: a square hand, rendered at two to four times `side`.
        side: pixels.
    """
    size = (side, side)
    covered = (image.rgba[..., 3] > 127).astype(np.float32)
    depth = np.where(image.depth < 2 * DISTANCE, image.depth, np.float32(2 * DISTANCE))
    reach = max(1, round(len(depth) / side / 2))
    near = cv2.erode(depth, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    line = ((depth - near > STEP) & (covered > 0)).astype(np.float32)
    alpha = cv2.resize(covered, size, interpolation=cv2.INTER_AREA)
    lines = cv2.resize(line, size, interpolation=cv2.INTER_AREA)
    shade = cv2.resize(image.shade, size, interpolation=cv2.INTER_AREA) / np.maximum(alpha, 1e-3)
    y, x = np.indices(size)
    diagonal = (x + y) % 3
    dark = (lines > LINE_COVER) | ((shade < HATCHED) & (diagonal == 0)) | ((shade < DARK) & (diagonal != 1))
    lit: Bits = (alpha > 0.5) & ~dark
    return lit
