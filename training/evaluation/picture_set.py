"""A set of pictures that every reader is shown, and a name for exactly these pictures."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from device.types import Pixels
from training.datasets.sample import Sample
from training.progress import progress


@dataclass(frozen=True)
class Pictures:
    """Samples with their grey frames, read once.

    Attributes:
        samples: n of them.
        images: their frames, uint8 (h, w) each.
    """

    samples: list[Sample]
    images: list[Pixels]

    @classmethod
    def of(cls, samples: Sequence[Sample], title: str) -> "Pictures":
        """Read the frames.

        Raises:
            DataError: one cannot be read.
        """
        return cls(list(samples), [sample.load() for sample in progress(samples, title)])

    @cached_property
    def key(self) -> str:
        """16 hex digits that change when a pixel, the order or the number of frames does."""
        digest = hashlib.sha256()
        for image in self.images:
            digest.update(repr(image.shape).encode() + image.tobytes())
        return digest.hexdigest()[:16]

    @property
    def letters(self) -> NDArray[np.str_]:
        """(n,) what they show."""
        return np.array([sample.letter for sample in self.samples])

    @property
    def people(self) -> NDArray[np.str_]:
        """(n,) whose hands."""
        return np.array([sample.signer for sample in self.samples])
