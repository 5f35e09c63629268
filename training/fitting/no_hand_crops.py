"""Squares without a hand, cut from real frames: walls, faces, sleeves, and hands mostly outside the square."""

from collections.abc import Sequence

import numpy as np

from device.alphabet import NO_LETTER
from device.recognition.detector import HandDetector
from device.recognition.hand_square import MARGIN, square_of_box
from device.recognition.hand_topology import LANDMARKS
from device.recognition.preprocess import crop_grey
from device.types import HandBox, Pixels
from training.datasets.hand_squares import LABELS, SIDE, WIDE, WINDOW, HandSquares, from_rows, square_box
from training.datasets.sample import Sample
from training.progress import progress

TRIES = 20  # places tried in one frame


def cut_windows(samples: Sequence[Sample], count: int, seed: int) -> HandSquares:
    """Cut `count` squares without a hand.

    Args:
        samples: frames with a known box, or known to show no hand (box None).
        count: how many squares.
        seed: of frames and places.

    Raises:
        DataError: a picture cannot be read.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[object, ...]] = []
    while len(rows) < count:
        sample = samples[int(rng.integers(len(samples)))]
        image = sample.load()
        height, width = image.shape
        for _ in range(TRIES):
            side = float(np.exp(rng.uniform(np.log(0.12), np.log(0.7)))) * min(height, width)
            x, y = rng.uniform(0, width), rng.uniform(0, height)
            if sample.box is None or _apart(sample.box, x / width, y / height, side / width, side / height):
                rows.append(_row(image, x, y, side, sample.signer))
                break
    return from_rows(rows)


def mined_windows(samples: Sequence[Sample], detector: HandDetector) -> HandSquares | None:
    """Cut the squares in which a detector sees a hand although there is none: the hardest of all (Sung 1996).

    Args:
        samples: frames known to show no hand.
        detector: of an earlier round, with a low threshold.

    Returns:
        None if the detector sees none.

    Raises:
        DataError: a picture cannot be read.
    """
    rows: list[tuple[object, ...]] = []
    for sample in progress(samples, "Hard places"):
        image = sample.load()
        height, width = image.shape
        for found in detector.detect(image):
            square = square_of_box(found.box, width, height)
            rows.append(_row(image, square.x, square.y, square.side / MARGIN, sample.signer))
    return from_rows(rows) if rows else None


def _row(image: Pixels, x: float, y: float, side: float, signer: str) -> tuple[object, ...]:
    """Return the row of HandSquares for a place of this side, pixels of the image, without a hand."""
    height, width = image.shape
    square = crop_grey(image, square_box(x, y, side * WIDE, width, height), SIDE)
    landmarks = np.full((LANDMARKS, 2), np.nan, np.float32)
    return square, landmarks, LABELS.index(NO_LETTER), -1, np.float32(1 / WIDE), signer, WINDOW


def _apart(hand: HandBox, x: float, y: float, width: float, height: float) -> bool:
    """Return whether the hand's centre lies outside the square that the model would see, with a margin."""
    dx, dy = abs((hand.x0 + hand.x1) / 2 - x), abs((hand.y0 + hand.y1) / 2 - y)
    reach_x = 0.7 * width + 0.25 * (hand.x1 - hand.x0)
    reach_y = 0.7 * height + 0.25 * (hand.y1 - hand.y0)
    return dx > reach_x or dy > reach_y
