"""Hands to learn from: every training sample as one wide square around the hand, with points and labels.

The squares are wider than what the model will see, so that augmentation can turn, shift and scale without
running out of picture. They are cut by the device's own preprocessing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.alphabet import NO_LETTER
from device.recognition.preprocess import crop_grey
from device.system.files import atomic_path
from device.types import Pixels
from training.datasets.sample import Sample
from training.fitting.geometry import POINTS, square_around, square_box

SIDE = 176  # pixels of a stored square
WIDE = 2.2  # its side in sides of the square around the hand's points
LETTERS = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
LABELS = (*LETTERS, NO_LETTER)
UNLABELLED_CROP = 0.8  # share of a crop's side that its hand is taken to fill when no points are known


@dataclass(frozen=True)
class Pool:
    """n hands (or windows without one).

    Attributes:
        pixels: uint8 (n, SIDE, SIDE).
        points: float32 (n, 21, 2), fractions of the square; NaN where unknown.
        label: int (n,), index into LABELS.
        side: int (n,), 0 left, 1 right, -1 unknown.
        hand: float32 (n,), side of the square around the hand as a share of the stored square.
        signer: str (n,).
        source: str (n,).
    """

    pixels: Pixels
    points: NDArray[np.float32]
    label: NDArray[np.int64]
    side: NDArray[np.int64]
    hand: NDArray[np.float32]
    signer: NDArray[np.str_]
    source: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> "Pool":
        """Some of the rows."""
        return Pool(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def join(pools: Sequence[Pool]) -> Pool:
    """One pool of several."""
    return Pool(*(np.concatenate([getattr(pool, name) for pool in pools]) for name in Pool.__dataclass_fields__))


def pool_of(samples: Sequence[Sample], cache: Path, title: str) -> Pool:
    """Cut every sample that has a hand one can place; kept in `cache` for the next time."""
    key = hashlib.sha256(
        repr((SIDE, WIDE, [(s.source, s.name, s.letter, s.box and s.box.x0) for s in samples])).encode()
    ).hexdigest()[:16]
    path = cache / f"pool-{key}.npz"
    if path.is_file():
        with np.load(path) as stored:
            return Pool(*(stored[name] for name in Pool.__dataclass_fields__))
    rows = [row for sample in tqdm(samples, desc=title, unit="picture", mininterval=1) for row in _cut(sample)]
    pool = Pool(*(np.array(column) for column in zip(*rows, strict=True)))
    cache.mkdir(parents=True, exist_ok=True)
    with atomic_path(path, keep_name=True) as part:
        np.savez(part, **{name: getattr(pool, name) for name in Pool.__dataclass_fields__})
    return pool


def _cut(sample: Sample) -> list[tuple[object, ...]]:
    if sample.letter not in LABELS:
        return []
    image = sample.load()
    height, width = image.shape
    points = np.full((POINTS, 2), np.nan, np.float32)
    if sample.landmarks is not None:
        pixels = sample.landmarks[:, :2] * np.array([width, height], np.float32)
        x, y, side = square_around(pixels)
        points = ((pixels - (x, y)) / (side * WIDE) + 0.5).astype(np.float32)
    elif sample.box is not None:
        box = sample.box
        x, y = (box.x0 + box.x1) / 2 * width, (box.y0 + box.y1) / 2 * height
        side = max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height)
    elif sample.kind == "crop" or width == height <= 64:
        x, y, side = width / 2, height / 2, max(width, height) * UNLABELLED_CROP
    else:
        return []
    square = crop_grey(image, square_box(x, y, side * WIDE, width, height), SIDE)
    hand_side = {"left": 0, "right": 1}.get(sample.hand or "", -1)
    label = LABELS.index(sample.letter)
    return [(square, points, label, hand_side, np.float32(1 / WIDE), sample.signer, sample.source)]
