"""The people and places on which networks and thresholds are chosen: the split `dev` of hands/."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from training.datasets import hands
from training.datasets.data_folders import DataFolders
from training.datasets.sample import Sample
from training.evaluation.image_set import ImageSet
from training.fitting.hand_data import CROWD, FULL, OTHER, groups_of

LOOK_ALIKES = ("digit_0", "digit_1", "digit_2", "digit_6", "digit_9", "natural", "ily")
"""Other handshapes that resemble a letter: O, D, V, W, F, and Y with the index finger up."""


@dataclass(frozen=True)
class DevSet:
    """Images of the split `dev`.

    Attributes:
        full: whole frames of the letters of people who signed at least hands.FULL_SIGNER of them.
        crowd: whole frames of the letters of all others, without Y from the back.
        other: whole frames and crops of other handshapes, without LOOK_ALIKES.
        places: images without a hand.
        numbers: whole frames and crops of the numbers 0–9; `letter` is the number.
    """

    full: ImageSet
    crowd: ImageSet
    other: ImageSet
    places: ImageSet
    numbers: ImageSet


def open_dev(folders: DataFolders) -> DevSet:
    """Open the images of the split `dev`.

    Raises:
        DataError: hands/ is missing or damaged.
    """
    samples = [s for s in hands.samples(folders.data) if s.split == "dev"]
    groups = groups_of(samples)

    def letters(group: str) -> list[Sample]:
        pairs = zip(samples, groups, strict=True)
        return [s for s, own in pairs if own == group and s.kind == "frame" and hands.use_of(s) == "letter"]

    other = [s for s, group in zip(samples, groups, strict=True) if group == OTHER and hands.use_of(s) == "other"]
    return DevSet(
        ImageSet(letters(FULL), "Full signers of dev"),
        ImageSet(letters(CROWD), "Crowd of dev"),
        ImageSet([s for s in other if not _resembles_letter(s)], "Other handshapes of dev"),
        ImageSet([s for s in samples if hands.use_of(s) == "nothing"], "Places of dev"),
        ImageSet([replace(s, letter=name_of_number(s)) for s in other if name_of_number(s)], "Numbers of dev"),
    )


def name_of_number(sample: Sample) -> str:
    """Return the number of a sample of another handshape, "0" to "9"; empty if it is none as ASL signs it."""
    name = hands.name_of(sample)
    return name[-1] if re.fullmatch(r"digit_\d", name) else ""


def _resembles_letter(sample: Sample) -> bool:
    return hands.name_of(sample).startswith(LOOK_ALIKES)


def people(images: Sequence[Sample]) -> int:
    """Return the number of different people."""
    return len({s.signer for s in images})
