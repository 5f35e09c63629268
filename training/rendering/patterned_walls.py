"""Walls with patterns behind the hand."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.colour import hsv_to_rgb

Array = NDArray[np.float32]


@dataclass(frozen=True)
class PatternedWalls:
    """Walls with stripes, checks, dots, bricks or leaves.

    The evaluation set uses these. Training's patterns (`training.fitting.background_swap`) are another generator, so
    that the evaluation does not repeat what was learned.
    """

    def window(self, rng: np.random.Generator, width: int, height: int) -> Array:
        """Return a wall, (height, width, 3) sRGB 0–1, whose pattern repeats 4 to 24 times over its width."""
        first, second = (hsv_to_rgb(rng.random(), rng.uniform(0, 0.5), value) for value in _apart(rng))
        pitch = width / rng.uniform(4, 24)
        angle = rng.uniform(0, np.pi)
        x, y = np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2)
        u = (np.cos(angle) * x + np.sin(angle) * y) / pitch
        v = (np.cos(angle) * y - np.sin(angle) * x) / pitch
        ink = _PATTERNS[rng.integers(len(_PATTERNS))](u, v)[..., None]
        wall = np.where(ink, second, first).astype(np.float32)
        return np.asarray(np.clip(cv2.GaussianBlur(wall, (0, 0), rng.uniform(0.3, 1.2)), 0, 1), np.float32)


Pattern = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]
_PATTERNS: tuple[Pattern, ...] = (
    lambda u, v: np.sin(2 * np.pi * u) > 0,
    lambda u, v: (np.sin(2 * np.pi * u) > 0) ^ (np.sin(2 * np.pi * v) > 0),
    lambda u, v: (u % 1 - 0.5) ** 2 + (v % 1 - 0.5) ** 2 < 0.09,
    lambda u, v: (v % 1 < 0.12) | ((u / 2 + 0.5 * (np.floor(v) % 2)) % 1 < 0.06),
    lambda u, v: np.sin(2 * np.pi * (u + 0.35 * np.sin(2 * np.pi * v))) * np.cos(np.pi * v) > 0.15,
)


def _apart(rng: np.random.Generator) -> tuple[float, float]:
    """Return two values (0–1) of two clearly different colours."""
    low = rng.uniform(0.1, 0.6)
    return low, rng.uniform(low + 0.2, 1.0)
