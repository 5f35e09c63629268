"""Pixels as the networks take them. The metadata of the converted models state the same scale."""

import numpy as np
from numpy.typing import NDArray

from device.types import Pixels

PIXEL_SCALE = 1 / 255


def to_input(pixels: Pixels) -> NDArray[np.float32]:
    """Scale images to 0–1: uint8 (n, h, w) → float32 (n, h, w, 1)."""
    return pixels[..., None].astype(np.float32) * np.float32(PIXEL_SCALE)
