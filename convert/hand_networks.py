"""Conversion of detector, landmark model and landmark classifier together: they are installed side by side."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convert.hand_detector import convert_detector
from convert.landmark import convert_landmark_model
from convert.landmark_classifier import convert_classifier
from convert.provenance import protocol
from training.datasets import signers
from training.datasets.hand_squares import cut_squares
from training.datasets.people import VALIDATION_SIGNERS


@dataclass(frozen=True)
class ConversionInput:
    """What to convert, and from which data.

    Attributes:
        landmark: run folder of `python -m training hand landmark`.
        detector: run folder of `python -m training hand detector`.
        classifier: run folder of `python -m training hand classifier`.
        data: folder with signers/.
        cache: folder for cut pictures.
    """

    landmark: Path
    detector: Path
    classifier: Path
    data: Path
    cache: Path


def convert(what: ConversionInput, folder: Path) -> str:
    """Install folder/finder.tflite, hand.tflite and letters.tflite with their metadata.

    Args:
        what: runs and data.
        folder: to install in.

    Returns:
        The figures as text.

    Raises:
        DataError: the data are missing or damaged.
        RunError: a run is not finished.
        ParityError: an int8 model is worse than its float model; it is not installed.
    """
    samples = [s for s in signers.samples(what.data) if s.split == "train"]
    text = convert_detector(what.detector, samples, folder)
    squares = cut_squares(samples, what.cache, "Real hands")
    held_out = np.isin(squares.signer, VALIDATION_SIGNERS)
    training, validation = squares.take(np.flatnonzero(~held_out)), squares.take(np.flatnonzero(held_out))
    text += convert_landmark_model(what.landmark, training, validation, folder)
    how = protocol(what.landmark, "perfect boxes, the int8 landmark model's letters and landmarks")
    return text + convert_classifier(what.classifier, training, validation, folder, how)
