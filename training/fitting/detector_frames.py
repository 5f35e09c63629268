"""Whole frames to learn finding hands from: letterboxed into squares, with the hand's box where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.recognition.geometry import letterbox
from device.recognition.preprocess import crop_grey
from device.types import Pixels
from training.datasets.sample import Sample
from training.fitting.background_swap import given, pattern
from training.fitting.geometry import POINTS
from training.fitting.hand_augment import photograph, warp_matrix, warped

STORED = 224  # pixels of a stored frame
SWAPPED = 0.4  # of views get the hand of somebody else, …
PATTERNED = 0.1  # … of which so many hold it before a patterned wall
LEAST_SHARE = 0.45  # a view that keeps less of the hand than this is taken to hold none


@dataclass(frozen=True)
class Frames:
    """n letterboxed frames.

    Attributes:
        pixels: uint8 (n, STORED, STORED).
        box: float32 (n, 4), x0 y0 x1 y1 as fractions of the square; NaN where there is no hand.
        points: float32 (n, 21, 2), fractions of the square; NaN where unknown.
        signer, source: str (n,).
    """

    pixels: Pixels
    box: NDArray[np.float32]
    points: NDArray[np.float32]
    signer: NDArray[np.str_]
    source: NDArray[np.str_]

    def take(self, rows: NDArray[np.int64]) -> "Frames":
        """Some of the rows."""
        return Frames(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def frames_of(samples: Sequence[Sample], title: str) -> Frames:
    """Samples with a known box, and those known to hold no hand (box None)."""
    pixels = np.empty((len(samples), STORED, STORED), np.uint8)
    box = np.full((len(samples), 4), np.nan, np.float32)
    points = np.full((len(samples), POINTS, 2), np.nan, np.float32)
    for i, sample in enumerate(tqdm(samples, desc=title, unit="picture", mininterval=1)):
        image = sample.load()
        height, width = image.shape
        square = letterbox(width, height)
        pixels[i] = crop_grey(image, square, STORED)
        if sample.box is not None:
            hand = np.array([sample.box.x0, sample.box.y0, sample.box.x1, sample.box.y1])
            origin, size = (
                np.array([square.x0, square.y0] * 2),
                np.array([square.x1 - square.x0, square.y1 - square.y0] * 2),
            )
            box[i] = (hand - origin) / size
            if sample.landmarks is not None:
                points[i] = (sample.landmarks[:, :2] - origin[:2]) / size[:2]
    names = [(sample.signer, sample.source) for sample in samples]
    return Frames(pixels, box, points, np.array([n[0] for n in names]), np.array([n[1] for n in names]))


def views(frames: Frames, rows: NDArray[np.int64], size: int, rng: np.random.Generator) -> tuple[Pixels, NDArray]:
    """Random views: pixels uint8 (n, size, size), and the hand's box in them, float32 (n, 4), NaN for none."""
    pixels = np.empty((len(rows), size, size), np.uint8)
    boxes = np.full((len(rows), 4), np.nan, np.float32)
    givers = np.flatnonzero(~np.isnan(frames.points[:, 0, 0]))
    for i, row in enumerate(rows):
        image, box = frames.pixels[row], frames.box[row]
        chance = rng.random()
        if chance < SWAPPED:
            if chance < PATTERNED:
                image, box = pattern(STORED, rng), np.full(4, np.nan, np.float32)
            giver = int(rng.choice(givers))
            image, box = given(image, box, frames.pixels[giver], frames.points[giver], rng)
        zoom = float(np.exp(rng.uniform(-0.45, 0.5)))
        if not np.isnan(box[0]):  # a hand stays between a fourteenth and nine tenths of the view
            share = float(max(box[2] - box[0], box[3] - box[1]))
            zoom = float(np.clip(zoom, share / 0.9, share / 0.07))
        side = STORED * zoom
        centre = box.reshape(2, 2).mean(0) if not np.isnan(box[0]) else np.array([0.5, 0.5])
        aim = 0.5 + (centre - 0.5) * (1 - zoom) + rng.normal(0, 0.12, 2)  # towards the hand when zoomed in
        shift = (aim - 0.5) * STORED
        mirrored = bool(rng.random() < 0.5)
        angle = float(np.clip(rng.normal(0, 8), -25, 25))
        stretch = float(np.exp(rng.normal(0, 0.08)))
        matrix = warp_matrix(STORED, size, side, angle, (shift[0], shift[1]), stretch, mirrored)
        pixels[i] = photograph(warped(image, matrix, size, side), rng)
        if not np.isnan(box[0]):
            boxes[i] = _moved(box, matrix, size)
    return pixels, boxes


def plain_views(frames: Frames, size: int) -> tuple[Pixels, NDArray[np.float32]]:
    """The frames as the device letterboxes them."""
    shrunk = [cv2.resize(image, (size, size), interpolation=cv2.INTER_AREA) for image in frames.pixels]
    return np.array(shrunk), frames.box


def _moved(box: NDArray[np.float32], matrix: NDArray[np.float64], size: int) -> NDArray[np.float32]:
    """The box around the warped ellipse in the box (its corners would grow when turned); NaN when mostly outside."""
    centre, half = (box[:2] + box[2:]) / 2 * STORED, (box[2:] - box[:2]) / 2 * STORED
    middle = matrix[:, :2] @ centre + matrix[:, 2]
    reach = np.sqrt((matrix[:, :2] ** 2) @ (half**2))
    low, high = (middle - reach) / size, (middle + reach) / size
    inside = np.prod(np.clip(np.minimum(high, 1) - np.maximum(low, 0), 0, None))
    if inside < LEAST_SHARE * np.prod(high - low):
        return np.full(4, np.nan, np.float32)
    return np.concatenate([np.maximum(low, 0), np.minimum(high, 1)]).astype(np.float32)
