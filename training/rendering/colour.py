"""Colours and noise. sRGB is approximated by a power of 2.2: linear = sRGB ** 2.2, both in 0–1."""

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
TONES = (
    np.array(
        [
            (255, 226, 205),
            (246, 208, 182),
            (236, 188, 152),
            (214, 160, 118),
            (178, 122, 84),
            (133, 86, 58),
            (92, 58, 40),
            (62, 40, 30),
        ],
        float,
    )
    / 255
)
"""Skin from the lightest to the darkest, sRGB: the range of common skin-tone scales, chosen by us."""


def tone_colour(tone: float) -> NDArray[np.float64]:
    """Return the linear RGB (3,) of a skin tone, 0 lightest … 1 darkest."""
    x = np.clip(tone, 0, 1) * (len(TONES) - 1)
    out: NDArray[np.float64] = np.array([np.interp(x, range(len(TONES)), TONES[:, c]) for c in range(3)]) ** 2.2
    return out


def hsv_to_rgb(hue: float, saturation: float, value: float) -> NDArray[np.float64]:
    """Convert hue, saturation and value in 0–1 to RGB (3,) in 0–1 (Smith 1978)."""
    k = (np.array([5.0, 3.0, 1.0]) + hue * 6) % 6
    return value - value * saturation * np.clip(np.minimum(k, 4 - k), 0, 1)


def value_noise(rng: np.random.Generator, size: int, octaves: int, base: int) -> Array:
    """Return smooth noise (size, size) of about unit variance: a sum of octaves, as in Perlin 1985.

    Unlike Perlin's gradient noise, each octave interpolates random values between grid points.

    Args:
        octaves: number of grids; each has twice the cells and 0.55 times the amplitude of the one before.
        base: cells of the first grid along a side.
    """
    out = np.zeros((size, size), np.float32)
    for k in range(octaves):
        cells = base * 2**k
        noise = rng.standard_normal((cells, cells)).astype(np.float32)
        out += 0.55**k * cv2.resize(noise, (size, size), interpolation=cv2.INTER_LINEAR)
    return out / 1.3
