"""Crop the square that a letter classifier sees, around a hand whose box is known."""

from collections.abc import Callable, Sequence

import numpy as np

from device.recognition.geometry import square_around
from device.recognition.preprocess import crop_grey, resize_exact
from device.types import Pixels
from training.datasets.sample import Sample
from training.errors import DataError
from training.progress import progress


def crop_hand(sample: Sample, size: int) -> Pixels | None:
    """uint8 (size, size): what a letter model gets of this sample; None for a frame whose hand is not marked.

    28×28 rows and crops are the square themselves, a recording is cut at its guide box as the device cuts,
    any other frame at device.recognition.geometry.square_around of its box.
    """
    if sample.kind == "frame" and sample.box is None:
        return None
    image = sample.load()
    if sample.kind != "frame" or sample.box is None:
        return resize_exact(image, size)
    box = sample.box if sample.source == "recordings" else square_around(sample.box, image.shape[1], image.shape[0])
    return crop_grey(image, box, size)


def crop_hands(
    samples: Sequence[Sample], size: int, title: str = "Cutting", skip: Callable[[str], None] | None = None
) -> tuple[Pixels, list[Sample]]:
    """uint8 (n, size, size) and the n samples that have a marked hand.

    Args:
        samples: of any kind; those without a marked hand are left out.
        size: side of the squares in pixels.
        title: of the progress bar.
        skip: called with a sentence for each picture that cannot be read; None raises at the first.

    Raises:
        DataError: a picture cannot be read, and there is no `skip`.
    """
    kept, squares = [], []
    for sample in progress(samples, title):
        try:
            pixels = crop_hand(sample, size)
        except DataError as error:
            if skip is None:
                raise
            skip(str(error))
            continue
        if pixels is not None:
            kept.append(sample)
            squares.append(pixels)
    return np.array(squares, np.uint8).reshape(-1, size, size), kept
