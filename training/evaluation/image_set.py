"""A set of labelled images that every system is given, and a key for exactly these pixels."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from device.types import Pixels
from training.datasets.sample import Sample
from training.progress import progress


@dataclass(frozen=True)
class ImageSet:
    """Samples with their grey images, which are read when they are first needed and then kept.

    Attributes:
        samples: n of them.
        title: for the progress bar while the images are read.
    """

    samples: Sequence[Sample]
    title: str = "Images"

    @classmethod
    def of(cls, samples: Sequence[Sample], images: Sequence[Pixels]) -> "ImageSet":
        """Make a set of images that are in memory already, uint8 (h, w) each."""
        made = cls(tuple(samples))
        made.__dict__["images"] = list(images)  # where cached_property keeps its value
        return made

    def __len__(self) -> int:
        return len(self.samples)

    @cached_property
    def images(self) -> list[Pixels]:
        """The grey images, uint8 (h, w) each.

        Raises:
            DataError: one of them cannot be read.
        """
        return [sample.load() for sample in progress(self.samples, self.title)]

    @cached_property
    def key(self) -> str:
        """16 hex digits that change when a pixel, the order or the number of images changes."""
        digest = hashlib.sha256()
        for image in self.images:
            digest.update(repr(image.shape).encode() + image.tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def letters(self) -> NDArray[np.str_]:
        """The letters that are shown, (n,)."""
        return np.array([sample.letter for sample in self.samples], str)

    @cached_property
    def signers(self) -> NDArray[np.str_]:
        """Whose hands they are, (n,)."""
        return np.array([sample.signer for sample in self.samples], str)

    def take(self, indices: Sequence[int]) -> "ImageSet":
        """Return some of the images, in the order of `indices`."""
        return ImageSet.of([self.samples[i] for i in indices], [self.images[i] for i in indices])

    def by_one_signer(self, name: str) -> "ImageSet":
        """Return the same images under one signer's name, to pool their figures."""
        return ImageSet.of([replace(sample, signer=name) for sample in self.samples], self.images)
