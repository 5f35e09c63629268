"""Bursts: consecutive webcam frames of one held letter, `<signer>/<letter>/NN.jpg`."""

from functools import partial
from pathlib import Path

from device.camera.listing import visible
from device.names import shown
from training.datasets.index_csv import letter_of
from training.datasets.people import TEST_SIGNERS
from training.datasets.pictures import read_picture
from training.datasets.sample import Sample
from training.errors import DataError


def samples(data: Path) -> list[Sample]:
    """Return one sample for each frame, in time order; frames of a burst share their `session` ("ASLExplorer/A").

    Raises:
        DataError: the folder is missing, or a folder is no letter or holds no pictures.
    """
    folder = data / "bursts"
    if not folder.is_dir():
        raise DataError(f"{shown(folder)} is missing; set DATA to the folder that holds it.")
    found: list[Sample] = []
    for letter_folder in visible(path for path in folder.glob("*/*") if path.is_dir()):
        signer, letter = letter_folder.parts[-2:]
        letter_of(letter, str(letter_folder))
        frames = visible(letter_folder.glob("*.jpg"))
        if not frames:
            raise DataError(f"{shown(letter_folder)} is empty; copy it again or remove it.")
        found += [
            Sample(
                "bursts",
                str(path.relative_to(folder)),
                letter,
                signer,
                f"{signer}/{letter}",
                "eval" if signer in TEST_SIGNERS else "train",
                "frame",
                partial(read_picture, path),
            )
            for path in frames
        ]
    return found
