"""Everything behind and around the hand: walls, rooms, the signer's body, and real rooms without hands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.datasets import negatives, signers
from training.datasets.hand_free import strips_beside
from training.errors import DataError
from training.rendering.skin import cloud, hsv, tone_colour

Array = NDArray[np.float32]
MIN_WIDTH = 200  # pixels of a real frame that is used as a background
NO_HAND_REPEATS = 20


def procedural_background(rng: np.random.Generator, width: int, height: int) -> Array:
    """An invented background, float32 (height, width, 3) sRGB 0–1: plain, gradient, cluttered or dark."""
    side = max(width, height)
    kind = rng.random()

    def colour() -> NDArray:
        return hsv(rng.random(), min(1, abs(rng.normal(0, 0.28))), rng.uniform(0.08, 1))

    first, second = colour(), colour()
    if kind < 0.45:
        second = np.clip(first + rng.normal(0, 0.12, 3), 0, 1)
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) / side, np.arange(height, dtype=np.float32) / side)
    ramp = x * np.float32(rng.normal()) + y * np.float32(rng.normal())
    ramp = (ramp - ramp.min()) / (np.ptp(ramp) + 1e-6)
    image = (first + (second - first) * ramp[..., None]).astype(np.float32)
    if kind < 0.06:
        return np.full_like(image, rng.uniform(0, 0.05))
    if kind < 0.35:
        return np.clip(image * (1 + 0.04 * rng.random() * _clouds(rng, width, height, 3, 2)), 0, 1)
    if rng.random() < 0.6:
        image *= 1 + 0.3 * rng.random() * _clouds(rng, width, height, 4, 3)
    for _ in range(rng.integers(2, 14)):
        _clutter(rng, image, colour())
    blur = rng.choice([0, 1, 2, 4]) * side / 128
    if blur:
        image = cv2.GaussianBlur(image, (0, 0), blur)
    return np.clip(image, 0, 1)


def _clouds(rng: np.random.Generator, width: int, height: int, octaves: int, base: int) -> Array:
    square = cloud(rng, 64, octaves, base)
    return cv2.resize(square, (width, height), interpolation=cv2.INTER_LINEAR)[..., None]


def _clutter(rng: np.random.Generator, image: Array, colour: NDArray) -> None:
    height, width = image.shape[:2]
    side = max(width, height)
    paint = tuple(colour.tolist())

    def point() -> tuple[int, int]:
        return int(rng.uniform(-0.2, 1.2) * width), int(rng.uniform(-0.2, 1.2) * height)

    def length(low: float, high: float) -> int:
        return int(rng.uniform(low, high) * side)

    kind = rng.random()
    if kind < 0.45:
        x, y = point()
        filled = -1 if rng.random() < 0.75 else int(rng.integers(1, 5))
        cv2.rectangle(image, (x, y), (x + length(0.05, 0.8), y + length(0.05, 0.8)), paint, filled, cv2.LINE_AA)
    elif kind < 0.70:
        cv2.line(image, point(), point(), paint, int(rng.integers(1, max(2, side // 12))), cv2.LINE_AA)
    elif kind < 0.85:
        if rng.random() < 0.5:  # skin-coloured roundings: what a hand finder confuses with a hand
            paint = tuple((tone_colour(rng.random()) ** (1 / 2.2) * rng.uniform(0.5, 1.1)).tolist())
        axes = (length(0.03, 0.35), length(0.03, 0.4))
        cv2.ellipse(image, point(), axes, rng.uniform(0, 180), 0, 360, paint, -1, cv2.LINE_AA)
    else:
        left, right = sorted(int(v) for v in rng.uniform(-0.2 * width, 1.2 * width, 2))
        part = image[:, max(0, left) : max(0, right)]
        if part.size:
            x = np.arange(part.shape[1], dtype=np.float32)[None] * rng.uniform(10, 80) / side
            y = np.arange(height, dtype=np.float32)[:, None] * rng.uniform(-40, 40) / side
            stripes = (np.sin(x + y) > 0)[..., None]
            part[...] = np.where(stripes, part * 0.4 + colour * 0.6, part)


@dataclass(frozen=True)
class PhotoBackgrounds:
    """Windows without hands, cut from real frames of training people; never part of the repository.

    Attributes:
        places: (file, x0, y0, x1, y1) with fractions of the frame.
    """

    places: tuple[tuple[Path, float, float, float, float], ...]

    @classmethod
    def of(cls, folder: Path) -> "PhotoBackgrounds":
        """From a folder of pictures; one laid out as the project's data gives only training people's rooms.

        In the latter, windows are what lies left, right, above or below the tracked hand box.

        Raises:
            DataError: no picture there.
        """
        places = list(_hand_free(folder)) if (folder / "signers" / "index.csv.gz").exists() else []
        if not places:
            files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".jpg", ".jpeg", ".png"})
            places = [(p, 0.0, 0.0, 1.0, 1.0) for p in files]
        if not places:
            raise DataError(f"No pictures for backgrounds in {folder}; give a folder of .jpg or .png files.")
        return cls(tuple(places))

    def window(self, rng: np.random.Generator, width: int, height: int) -> Array:
        """A random piece, float32 (height, width, 3) sRGB, with a random tint; grey pictures stay near grey."""
        path, x0, y0, x1, y1 = self.places[rng.integers(len(self.places))]
        image = _read(path)
        rows, columns = image.shape[:2]
        image = image[int(y0 * rows) : int(y1 * rows), int(x0 * columns) : int(x1 * columns)]
        rows, columns = image.shape[:2]
        share = rng.uniform(0.4, 1.0)
        piece_height = max(4, int(min(rows, columns * height / width) * share))
        piece_width = max(4, int(piece_height * width / height))
        top = int(rng.integers(0, max(1, rows - piece_height + 1)))
        left = int(rng.integers(0, max(1, columns - piece_width + 1)))
        piece = image[top : top + piece_height, left : left + piece_width]
        if rng.random() < 0.5:
            piece = piece[:, ::-1]
        piece = cv2.resize(piece, (width, height), interpolation=cv2.INTER_LINEAR)
        tint = np.exp(rng.normal(0, 0.08, 3)) * rng.uniform(0.7, 1.2)
        return np.clip(piece.astype(np.float32) / 255 * tint, 0, 1).astype(np.float32)


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
                # There are few of these and thousands of strips, so each one is repeated.
                yield from [(data / "negatives" / sample.name, 0.0, 0.0, 1.0, 1.0)] * NO_HAND_REPEATS


@lru_cache(maxsize=256)
def _read(path: Path) -> NDArray[np.uint8]:
    image = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise DataError(f"{path} is not a readable picture; remove it or mend it.")
    return image


def paint_body(rng: np.random.Generator, image: Array, elbow: Sequence[float], unit: float, skin: float) -> None:
    """Paint a signer behind the hand: head, neck, torso, and the upper arm that ends at the elbow.

    Args:
        image: float32 (h, w, 3) sRGB, changed in place.
        elbow: x, y in pixels (y down).
        unit: pixels per hand unit (1 ≈ 9.5 cm).
        skin: tone of the skin, 0–1.
    """
    x, y = elbow
    side = 1 if rng.random() < 0.85 else -1  # a right hand's body is to the viewer's right of it
    shoulder = np.array([x + side * rng.uniform(0.2, 1.4) * unit, y - rng.uniform(0.5, 2.6) * unit])
    middle = shoulder[0] + side * rng.uniform(1.5, 2.0) * unit
    cloth = hsv(rng.random(), rng.random() ** 2 * 0.8, rng.uniform(0.05, 0.9))
    face = tone_colour(skin) ** (1 / 2.2) * rng.uniform(0.55, 1.0)
    layer = image.copy()

    def p(px: float, py: float) -> tuple[int, int]:
        return round(np.clip(px, -20000, 20000)), round(np.clip(py, -20000, 20000))

    head = (middle, shoulder[1] - 1.35 * unit)
    hair = hsv(rng.random() * 0.1, rng.uniform(0, 0.6), rng.uniform(0.02, 0.5)).tolist()
    cv2.ellipse(layer, p(head[0], head[1] - 0.2 * unit), p(0.86 * unit, 1.15 * unit), 0, 0, 360, hair, -1, cv2.LINE_AA)
    cv2.line(layer, p(*head), p(middle, shoulder[1]), face.tolist(), max(1, round(0.9 * unit)), cv2.LINE_AA)
    cv2.ellipse(layer, p(*head), p(0.72 * unit, 0.98 * unit), 0, 0, 360, face.tolist(), -1, cv2.LINE_AA)
    for eye in (-0.28, 0.28):
        at = p(head[0] + eye * unit, head[1] - 0.15 * unit)
        cv2.ellipse(layer, at, p(0.12 * unit, 0.07 * unit), 0, 0, 360, (face * 0.35).tolist(), -1, cv2.LINE_AA)
    mouth = p(head[0], head[1] + 0.45 * unit)
    cv2.ellipse(
        layer, mouth, p(0.25 * unit, 0.06 * unit), 0, 0, 360, (face * [0.8, 0.5, 0.5]).tolist(), -1, cv2.LINE_AA
    )
    far = 2 * middle - shoulder[0]
    torso = np.array(
        [p(shoulder[0], shoulder[1]), p(far, shoulder[1]), p(far, y + 9 * unit), p(shoulder[0], y + 9 * unit)]
    )
    cv2.fillPoly(layer, [torso], cloth.tolist(), cv2.LINE_AA)
    arm = (cloth * 0.85).tolist()
    cv2.line(layer, p(*shoulder), p(x, y), arm, max(1, round(0.95 * unit)), cv2.LINE_AA)
    blur = rng.uniform(0.02, 0.12) * unit
    if blur > 0.4:
        layer = cv2.GaussianBlur(layer, (0, 0), blur)
    image[:] = np.clip(layer, 0, 1)
