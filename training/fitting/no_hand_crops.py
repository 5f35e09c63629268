"""Squares without a hand, cut from real frames: walls, faces, sleeves, and hands mostly out of the picture."""

from collections.abc import Sequence

import numpy as np

from device.alphabet import NO_LETTER
from device.recognition.preprocess import crop_grey
from device.types import HandBox
from training.datasets.sample import Sample
from training.fitting.geometry import POINTS, square_box
from training.fitting.hand_images import LABELS, SIDE, WIDE, Pool

TRIES = 20


def windows_of(samples: Sequence[Sample], count: int, seed: int) -> Pool:
    """`count` hand-free squares from frames with a known box, or known to hold no hand."""
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
                square = crop_grey(image, square_box(x, y, side * WIDE, width, height), SIDE)
                points = np.full((POINTS, 2), np.nan, np.float32)
                rows.append(
                    (square, points, LABELS.index(NO_LETTER), -1, np.float32(1 / WIDE), sample.signer, "window")
                )
                break
    return Pool(*(np.array(column) for column in zip(*rows, strict=True)))


def _apart(hand: HandBox, x: float, y: float, width: float, height: float) -> bool:
    """The middle of the hand is outside the square the model would see, with a margin."""
    dx, dy = abs((hand.x0 + hand.x1) / 2 - x), abs((hand.y0 + hand.y1) / 2 - y)
    reach_x = 0.7 * width + 0.25 * (hand.x1 - hand.x0)
    reach_y = 0.7 * height + 0.25 * (hand.y1 - hand.y0)
    return dx > reach_x or dy > reach_y
