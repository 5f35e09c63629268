"""Webcam stills of the people of the split `dev`, strung together as if they were bursts."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from device.types import Pixels
from training.datasets.hands import FULL_SIGNER, group_of, samples, use_of
from training.datasets.sample import Sample

BURST_FRAMES = 15  # as many as a filmed burst has
MIN_STILLS = 3  # of a letter; fewer show too little of how a held hand varies


def dev_signers(data: Path) -> dict[str, dict[str, list[Sample]]]:
    """Return {signer: {letter: stills}} of the webcam people of `dev` who signed most letters, in file order.

    Raises:
        DataError: see hands.samples.
    """
    people: dict[str, dict[str, list[Sample]]] = {}
    for sample in samples(data):
        if (sample.split, use_of(sample), group_of(sample), sample.kind) == ("dev", "letter", "webcam", "frame"):
            people.setdefault(sample.signer, {}).setdefault(sample.letter, []).append(sample)
    usable = {
        signer: {letter: stills for letter, stills in sorted(letters.items()) if len(stills) >= MIN_STILLS}
        for signer, letters in sorted(people.items())
    }
    return {signer: letters for signer, letters in usable.items() if len(letters) >= FULL_SIGNER}


def strung(stills: Sequence[Sample]) -> list[Pixels]:
    """Return a burst of BURST_FRAMES images: every still for an equal time. The hand jumps between two stills.

    Raises:
        DataError: a picture cannot be read.
    """
    images = [still.load() for still in stills]
    return [images[number * len(images) // BURST_FRAMES] for number in range(BURST_FRAMES)]


def strung_bursts(signers: Mapping[str, Mapping[str, Sequence[Sample]]], signer: str) -> dict[str, list[Pixels]]:
    """Return {letter: images} of one signer."""
    return {letter: strung(stills) for letter, stills in signers[signer].items()}
