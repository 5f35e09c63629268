"""From a sample to the square a letter model reads, where the hand's place is given."""

from collections.abc import Sequence

import numpy as np

from device.frame import HandBox, Pixels
from device.preprocess import crop_grey, shrink
from training.datasets.sample import Sample
from training.progress import progress

MARGIN = 1.4
"""Side of the square around a hand ÷ longer side of its landmark box: fingertips and wrist stay inside."""


def square(box: HandBox, height: int, width: int, margin: float = MARGIN) -> HandBox:
    """The square (in pixels) around a box of a (height, width) frame, `margin` × its longer side; fractions."""
    half = margin * max((box.x1 - box.x0) * width, (box.y1 - box.y0) * height) / 2
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return HandBox(x - half / width, y - half / height, x + half / width, y + half / height, box.hand, box.score)


def cut(sample: Sample, size: int) -> Pixels | None:
    """uint8 (size, size): what a letter model gets of this sample; None for a frame whose hand is not marked.

    28×28 rows and crops are the square themselves, a recording is cut at its guide box as the device cuts,
    any other frame at `square` of its box.
    """
    if sample.kind == "frame" and sample.box is None:
        return None
    image = sample.load()
    if sample.kind != "frame" or sample.box is None:
        return shrink(image, size)
    box = sample.box if sample.source == "recordings" else square(sample.box, *image.shape)
    return crop_grey(image, box, size)


def cut_all(samples: Sequence[Sample], size: int, title: str = "Cutting") -> tuple[Pixels, list[Sample]]:
    """uint8 (n, size, size) and the n samples that have a marked hand."""
    kept, squares = [], []
    for sample in progress(samples, title):
        pixels = cut(sample, size)
        if pixels is not None:
            kept.append(sample)
            squares.append(pixels)
    return np.array(squares, np.uint8).reshape(-1, size, size), kept
