"""Hands for the landmark model: every sample as one wide square around the hand, with landmarks and labels.

The squares are wider than the model's input, so that augmentation can rotate, shift and scale without leaving
the picture. They are cut with the device's own preprocessing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.recognition.geometry import TRAINING_CROP, box_around
from device.recognition.hand_topology import LANDMARKS
from device.recognition.preprocess import crop_grey, normalise_contrast
from device.types import HandBox, Pixels
from training.datasets.image_warp import warp, warp_matrix
from training.datasets.sample import Sample
from training.run_folder import written_whole

SIDE = 176  # pixels of a stored square
WIDE = 2.2  # its side, in sides of the square around the hand's landmarks
LABELS = (*STATIC_LETTERS, NO_LETTER)
"""Classes of the landmark model and the landmark classifier, in the order of their outputs."""
HAND_FRACTION = 0.8  # of a crop's side that the hand is taken to fill when no landmarks are known
WINDOW = "window"
"""The `source` of squares without a hand."""


@dataclass(frozen=True)
class HandSquares:
    """n hands, or squares without one.

    Attributes:
        pixels: uint8 (n, SIDE, SIDE).
        landmarks: float32 (n, 21, 2), fractions of the square; NaN where unknown.
        label: int (n,), index into LABELS.
        side: int (n,), 0 left, 1 right, -1 unknown.
        hand: float32 (n,), side of the square around the hand as a fraction of the stored square.
        signer: str (n,).
        source: str (n,).
    """

    pixels: Pixels
    landmarks: NDArray[np.float32]
    label: NDArray[np.int64]
    side: NDArray[np.int64]
    hand: NDArray[np.float32]
    signer: NDArray[np.str_]
    source: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> "HandSquares":
        """Return some of the rows."""
        return HandSquares(*(getattr(self, field.name)[rows] for field in fields(self)))


def join(parts: Sequence[HandSquares]) -> HandSquares:
    """Concatenate several sets of squares."""
    return HandSquares(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(HandSquares)))


def from_rows(rows: Sequence[tuple[Any, ...]]) -> HandSquares:
    """Stack rows whose values are in the order of HandSquares' attributes."""
    return HandSquares(*(np.array(column) for column in zip(*rows, strict=True)))


def cut_squares(samples: Sequence[Sample], cache: Path, title: str) -> HandSquares:
    """Cut a square out of every sample whose hand can be located.

    Args:
        samples: labelled pictures; those with a label outside LABELS are left out.
        cache: folder in which the result is kept for the next call.
        title: of the progress bar.

    Raises:
        DataError: a picture cannot be read.
    """
    key = hashlib.sha256(
        repr((SIDE, WIDE, [(s.source, s.name, s.letter, s.box and s.box.x0) for s in samples])).encode()
    ).hexdigest()[:16]
    path = cache / f"squares-{key}.npz"
    if path.is_file():
        with np.load(path) as stored:
            return HandSquares(*(stored[field.name] for field in fields(HandSquares)))
    rows = [row for sample in tqdm(samples, desc=title, unit="picture", mininterval=1) for row in _cut(sample)]
    squares = from_rows(rows)
    with written_whole(path) as part:
        np.savez(part, **{field.name: getattr(squares, field.name) for field in fields(squares)})
    return squares


def square_box(x: float, y: float, side: float, width: int, height: int) -> HandBox:
    """Convert a square in pixels to a HandBox of a (width, height) frame; it may reach beyond the frame."""
    half = side / 2
    return HandBox((x - half) / width, (y - half) / height, (x + half) / width, (y + half) / height)


def model_views(squares: HandSquares, size: int) -> tuple[Pixels, NDArray[np.float32]]:
    """Cut the model's input out of each square, as the device does when its box is exact.

    Returns:
        uint8 (n, size, size) with normalised contrast; landmarks float32 (n, 21, 2), fractions of the view.
    """
    full = squares.pixels.shape[1]
    scale = full * squares.hand * TRAINING_CROP
    pixels = np.empty((len(squares.pixels), size, size), np.uint8)
    landmarks = np.empty_like(squares.landmarks)
    for i, image in enumerate(squares.pixels):
        matrix = warp_matrix(full, size, float(scale[i]), 0.0, (0.0, 0.0), 1.0, False)
        pixels[i] = normalise_contrast(warp(image, matrix, size, float(scale[i])))
        landmarks[i] = (squares.landmarks[i] * full @ matrix[:, :2].T + matrix[:, 2]) / size
    return pixels, landmarks


def _cut(sample: Sample) -> list[tuple[object, ...]]:
    """Return the row of a sample, or none if its hand cannot be located."""
    if sample.letter not in LABELS:
        return []
    image = sample.load()
    height, width = image.shape
    landmarks = np.full((LANDMARKS, 2), np.nan, np.float32)
    if sample.landmarks is not None:
        pixels = sample.landmarks[:, :2] * np.array([width, height], np.float32)
        around = box_around(pixels)
        x, y = (around.x0 + around.x1) / 2, (around.y0 + around.y1) / 2
        side = max(around.x1 - around.x0, around.y1 - around.y0)
        landmarks = ((pixels - (x, y)) / (side * WIDE) + 0.5).astype(np.float32)
    elif sample.box is not None:
        box = sample.box
        x, y = (box.x0 + box.x1) / 2 * width, (box.y0 + box.y1) / 2 * height
        side = max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height)
    elif sample.kind == "crop" or width == height <= 64:
        x, y, side = width / 2, height / 2, max(width, height) * HAND_FRACTION
    else:
        return []
    square = crop_grey(image, square_box(x, y, side * WIDE, width, height), SIDE)
    handedness = {"left": 0, "right": 1}.get(sample.hand or "", -1)
    label = LABELS.index(sample.letter)
    return [(square, landmarks, label, handedness, np.float32(1 / WIDE), sample.signer, sample.source)]
