"""Backgrounds behind the hand: what a source of them is, and invented ones."""

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from training.rendering.colour import hsv_to_rgb, tone_colour, value_noise

Array = NDArray[np.float32]


class Backgrounds(Protocol):
    """A source of backgrounds."""

    def window(self, rng: np.random.Generator, width: int, height: int) -> Array:
        """Return a random background, (height, width, 3) sRGB 0–1."""
        ...


def procedural_background(rng: np.random.Generator, width: int, height: int) -> Array:
    """Invent a background, (height, width, 3) sRGB 0–1: plain, a gradient, cluttered or dark."""
    side = max(width, height)
    kind = rng.random()

    def colour() -> NDArray[np.float64]:
        return hsv_to_rgb(rng.random(), min(1, abs(rng.normal(0, 0.28))), rng.uniform(0.08, 1))

    first, second = colour(), colour()
    if kind < 0.45:
        second = np.clip(first + rng.normal(0, 0.12, 3), 0, 1)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) / side, np.arange(height, dtype=np.float32) / side)
    ramp = x * np.float32(rng.normal()) + y * np.float32(rng.normal())
    ramp = (ramp - ramp.min()) / (np.ptp(ramp) + 1e-6)
    image: Array = (first + (second - first) * ramp[..., None]).astype(np.float32)
    if kind < 0.06:
        return np.full_like(image, rng.uniform(0, 0.05))
    if kind < 0.35:
        return np.asarray(np.clip(image * (1 + 0.04 * rng.random() * _stains(rng, width, height, 3, 2)), 0, 1))
    if rng.random() < 0.6:
        image *= 1 + 0.3 * rng.random() * _stains(rng, width, height, 4, 3)
    for _ in range(rng.integers(2, 14)):
        _clutter(rng, image, colour())
    blur = rng.choice([0, 1, 2, 4]) * side / 128
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur).astype(np.float32)
    return np.asarray(np.clip(image, 0, 1))


def _stains(rng: np.random.Generator, width: int, height: int, octaves: int, base: int) -> Array:
    square = value_noise(rng, 64, octaves, base)
    return cv2.resize(square, (width, height), interpolation=cv2.INTER_LINEAR)[..., None].astype(np.float32)


def _clutter(rng: np.random.Generator, image: Array, colour: NDArray[np.float64]) -> None:
    """Draw one thing: a rectangle, a line, an ellipse or a striped area."""
    height, width = image.shape[:2]
    side = max(width, height)
    paint = tuple(colour.tolist())

    def point() -> tuple[int, int]:
        return int(rng.uniform(-0.2, 1.2) * width), int(rng.uniform(-0.2, 1.2) * height)

    def length(low: float, high: float) -> int:
        return int(rng.uniform(low, high) * side)

    kind = rng.random()
    if kind < 0.45:
        left, top = point()
        filled = -1 if rng.random() < 0.75 else int(rng.integers(1, 5))
        corner = (left + length(0.05, 0.8), top + length(0.05, 0.8))
        cv2.rectangle(image, (left, top), corner, paint, filled, cv2.LINE_AA)
    elif kind < 0.70:
        cv2.line(image, point(), point(), paint, int(rng.integers(1, max(2, side // 12))), cv2.LINE_AA)
    elif kind < 0.85:
        if rng.random() < 0.5:  # the colour of skin: what a hand detector takes for a hand
            paint = tuple((tone_colour(rng.random()) ** (1 / 2.2) * rng.uniform(0.5, 1.1)).tolist())
        axes = (length(0.03, 0.35), length(0.03, 0.4))
        cv2.ellipse(image, point(), axes, rng.uniform(0, 180), 0, 360, paint, -1, cv2.LINE_AA)
    else:
        start, end = sorted(int(v) for v in rng.uniform(-0.2 * width, 1.2 * width, 2))
        part = image[:, max(0, start) : max(0, end)]
        if part.size:
            x = np.arange(part.shape[1], dtype=np.float32)[None] * rng.uniform(10, 80) / side
            y = np.arange(height, dtype=np.float32)[:, None] * rng.uniform(-40, 40) / side
            stripes = (np.sin(x + y) > 0)[..., None]
            part[...] = np.where(stripes, part * 0.4 + colour * 0.6, part)
