"""Find near-identical pictures with a perceptual hash of 256 bits (pHash: Zauner 2010).

The picture is resized to 32×32. Each bit says whether one of the 255 lowest cosine frequencies exceeds their median.
The usual 64 bits are too few: frames of two people in similar rooms are as similar as two frames of a burst. Distances
are numbers of differing bits, measured on this project's data:

- the same picture filed twice: 0–12; a moment apart in one sitting: median 4;
- `eval` frames to the nearest training frame: 66 and more (median 90);
- Sign MNIST rows of one photograph: median 2, 99 % within 18; a test row to the nearest training row: at
  least 6, median 74; within 40 the letters are always the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from device.recognition.preprocess import resize_exact
from device.types import Pixels
from training.progress import progress

SAME = 8
"""Bits within which 28×28 rows count as the same picture."""
NEAR = 40
"""Bits within which pictures of 48 pixels and more count as the same or a moment apart: far below 66, far above 12."""

SIDE, FREQUENCIES = 32, 16
Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Pair:
    """Two near-identical pictures: their row numbers in the two lists, and the bits that differ."""

    first: int
    second: int
    bits: int


def hash_of(image: Pixels) -> Hashes:
    """Return the hash, uint64 (4,), of a grey picture, uint8 (height, width)."""
    low = cv2.dct(resize_exact(image, SIDE).astype(np.float32))[:FREQUENCIES, :FREQUENCIES].ravel()[1:]
    # The constant term (brightness) is left out; a zero bit fills up to 256.
    return np.packbits(np.append(low > np.median(low), False)).view(np.uint64)


def distances(first: Hashes, second: Hashes) -> NDArray[np.int16]:
    """Return the differing bits (n, m) of hashes (n, 4) and (m, 4)."""
    found = np.zeros((len(first), len(second)), np.int16)
    for word in range(first.shape[1]):
        found += np.bitwise_count(first[:, word, None] ^ second[None, :, word])  # type: ignore[attr-defined]  # NumPy 2, in the training environment
    return found


def nearest(first: Hashes, second: Hashes, limit: int, block: int = 256) -> list[Pair]:
    """Return, for each hash of `first` (n, 4), its nearest of `second` (m, 4) if that is within `limit` bits."""
    pairs = []
    starts = range(0, len(first) if len(second) else 0, block)
    for start in progress(starts, "Comparing pictures"):
        bits = distances(first[start : start + block], second)
        best = bits.argmin(axis=1)
        pairs += [
            Pair(start + row, int(column), int(bits[row, column]))
            for row, column in enumerate(best)
            if bits[row, column] <= limit
        ]
    return pairs


def within(hashes: Hashes, limit: int, groups: Sequence[str], block: int = 256) -> list[Pair]:
    """Return the pairs of hashes (n, 4) within `limit` bits whose groups (n) differ, each once, the nearest first."""
    pairs = []
    names = np.asarray(groups)
    for start in progress(range(0, len(hashes), block), "Comparing pictures"):
        part = slice(start, start + block)
        close = distances(hashes[part], hashes)
        apart = (close <= limit) & (names[part][:, None] != names[None, :])
        pairs += [
            Pair(start + int(row), int(column), int(close[row, column]))
            for row, column in zip(*np.nonzero(apart), strict=True)
            if start + row < column
        ]
    return sorted(pairs, key=lambda pair: pair.bits)
