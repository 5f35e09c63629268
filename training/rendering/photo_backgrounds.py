"""Parts of real frames without a hand, as backgrounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.listing import pictures_of
from device.errors import CameraError
from training.datasets import negatives, signers
from training.datasets.hand_free import strips_beside
from training.datasets.pictures import read_colour
from training.errors import DataError

Array = NDArray[np.float32]
MIN_WIDTH = 200
"""Least width of a real frame that is used as a background, pixels."""
NO_HAND_REPEATS = 20
"""How often a frame without a hand is listed: there are few of these and thousands of strips beside hands."""


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
