"""Whole frames for the hand detector: letterboxed into squares, with the hand's box where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.recognition.geometry import letterbox
from device.recognition.hand_topology import LANDMARKS
from device.recognition.preprocess import crop_grey
from device.types import Pixels
from training.datasets.sample import Sample

SIDE = 224  # pixels of a stored frame


@dataclass(frozen=True)
class LetterboxedFrames:
    """n letterboxed frames.

    Attributes:
        pixels: uint8 (n, SIDE, SIDE).
        box: float32 (n, 4), x0 y0 x1 y1 as fractions of the square; NaN where there is no hand.
        landmarks: float32 (n, 21, 2), fractions of the square; NaN where unknown.
        signer: str (n,).
        source: str (n,).
    """

    pixels: Pixels
    box: NDArray[np.float32]
    landmarks: NDArray[np.float32]
    signer: NDArray[np.str_]
    source: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> "LetterboxedFrames":
        """Return some of the rows."""
        return LetterboxedFrames(*(getattr(self, field.name)[rows] for field in fields(self)))


def letterbox_frames(samples: Sequence[Sample], title: str) -> LetterboxedFrames:
    """Letterbox samples; those with box None must be known to show no hand.

    Args:
        samples: whole pictures.
        title: of the progress bar.

    Raises:
        DataError: a picture cannot be read.
    """
    pixels = np.empty((len(samples), SIDE, SIDE), np.uint8)
    box = np.full((len(samples), 4), np.nan, np.float32)
    landmarks = np.full((len(samples), LANDMARKS, 2), np.nan, np.float32)
    for i, sample in enumerate(tqdm(samples, desc=title, unit="picture", mininterval=1)):
        image = sample.load()
        height, width = image.shape
        square = letterbox(width, height)
        pixels[i] = crop_grey(image, square, SIDE)
        if sample.box is not None:
            hand = np.array([sample.box.x0, sample.box.y0, sample.box.x1, sample.box.y1])
            origin = np.array([square.x0, square.y0] * 2)
            size = np.array([square.x1 - square.x0, square.y1 - square.y0] * 2)
            box[i] = (hand - origin) / size
            if sample.landmarks is not None:
                landmarks[i] = (sample.landmarks[:, :2] - origin[:2]) / size[:2]
    return LetterboxedFrames(
        pixels, box, landmarks, np.array([s.signer for s in samples], str), np.array([s.source for s in samples], str)
    )


def detector_views(frames: LetterboxedFrames, size: int) -> tuple[Pixels, NDArray[np.float32]]:
    """Shrink frames to the detector's input.

    Returns:
        uint8 (n, size, size) and the boxes, float32 (n, 4), fractions of the view.
    """
    shrunk = [cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA) for image in frames.pixels]
    return np.array(shrunk), frames.box
