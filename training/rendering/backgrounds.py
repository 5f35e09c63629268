"""Backgrounds behind the hand: invented ones, walls with patterns, and parts of real frames without a hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.listing import pictures_of
from device.errors import CameraError
from training.datasets import negatives, signers
from training.datasets.hand_free import strips_beside
from training.datasets.pictures import read_colour
from training.errors import DataError
from training.rendering.colour import hsv_to_rgb, tone_colour, value_noise

Array = NDArray[np.float32]
MIN_WIDTH = 200
"""Least width of a real frame that is used as a background, pixels."""
NO_HAND_REPEATS = 20
"""How often a frame without a hand is listed: there are few of these and thousands of strips beside hands."""


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


@dataclass(frozen=True)
class PhotoBackgrounds:
    """Parts of real frames without a hand; never part of the repository.

    Attributes:
        windows: (file, x0, y0, x1, y1) with fractions of the frame.
    """

    windows: tuple[tuple[Path, float, float, float, float], ...]

    @classmethod
    def of(cls, folder: Path) -> "PhotoBackgrounds":
        """List the windows of a folder of pictures.

        In a folder laid out as the project's data, windows are the parts of training signers' frames left of, right of
        or above the tracked hand, and frames of the split `train` without a hand. Elsewhere they are whole pictures.

        Raises:
            DataError: there is no picture, or the index is damaged.
        """
        windows = list(_hand_free(folder)) if signers.index_path(folder).exists() else []
        if not windows:
            try:
                files = sorted(pictures_of(folder))
            except CameraError as error:
                raise DataError(f"No pictures for backgrounds: {error}") from None
            windows = [(path, 0.0, 0.0, 1.0, 1.0) for path in files]
        return cls(tuple(windows))

    def window(self, rng: np.random.Generator, width: int, height: int) -> Array:
        """Return a random piece, (height, width, 3) sRGB 0–1, with a random tint; grey pictures stay nearly grey.

        Raises:
            DataError: the picture cannot be read.
        """
        path, x0, y0, x1, y1 = self.windows[rng.integers(len(self.windows))]
        image = _read(path)
        rows, columns = image.shape[:2]
        image = image[int(y0 * rows) : int(y1 * rows), int(x0 * columns) : int(x1 * columns)]
        rows, columns = image.shape[:2]
        fraction = rng.uniform(0.4, 1.0)
        piece_height = max(4, int(min(rows, columns * height / width) * fraction))
        piece_width = max(4, int(piece_height * width / height))
        top = int(rng.integers(0, max(1, rows - piece_height + 1)))
        left = int(rng.integers(0, max(1, columns - piece_width + 1)))
        piece = image[top : top + piece_height, left : left + piece_width]
        if rng.random() < 0.5:
            piece = piece[:, ::-1]
        resized = cv2.resize(piece, (width, height), interpolation=cv2.INTER_LINEAR)
        tint = np.exp(rng.normal(0, 0.08, 3)) * rng.uniform(0.7, 1.2)
        return np.asarray(np.clip(resized.astype(np.float32) / 255 * tint, 0, 1), np.float32)


def _hand_free(data: Path) -> Iterator[tuple[Path, float, float, float, float]]:
    """Yield (file, x0, y0, x1, y1) of hand-free parts of training frames, through the readers that refuse leaks."""
    for sample in signers.samples(data):
        if sample.split != "train" or sample.kind != "frame" or sample.box is None or sample.size is None:
            continue
        if sample.size[0] >= MIN_WIDTH:
            for strip in strips_beside(sample.box):
                yield (data / "signers" / sample.name, *strip)
    if (data / "negatives" / "index.csv").exists():
        for sample in negatives.samples(data):
            if sample.split == "train" and negatives.is_no_hand(sample):
                yield from [(data / "negatives" / sample.name, 0.0, 0.0, 1.0, 1.0)] * NO_HAND_REPEATS


@lru_cache(maxsize=256)
def _read(path: Path) -> NDArray[np.uint8]:
    """Return a picture as uint8 (h, w, 3) RGB."""
    return read_colour(path)[..., ::-1]
