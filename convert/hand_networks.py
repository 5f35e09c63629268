"""Conversion of detector, landmark model, classifier and second opinion together: they are installed side by side."""

from dataclasses import dataclass
from pathlib import Path

from convert.hand_detector import convert_detector
from convert.landmark import SECOND, convert_landmark_model
from convert.landmark_classifier import convert_classifier
from convert.provenance import protocol
from training.datasets import hands, signers
from training.datasets.hand_squares import cut_squares
from training.fitting.hand_data import groups_of


@dataclass(frozen=True)
class ConversionInput:
    """What to convert, and from which data.

    Attributes:
        landmark: run folder of `python -m training hand landmark`.
        detector: run folder of `python -m training hand detector`.
        classifier: run folder of `python -m training hand classifier`.
        second: run folder of `python -m training hand second`; None leaves the second opinion out.
        data: folder with signers/.
        cache: folder for cut pictures.
    """

    landmark: Path
    detector: Path
    classifier: Path
    data: Path
    cache: Path
    second: Path | None = None


def convert(what: ConversionInput, folder: Path) -> str:
    """Install folder/finder.tflite, hand.tflite, letters.tflite and perhaps second.tflite with their metadata.

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
    people = [s for s in hands.samples(what.data) if hands.use_of(s) == "letter"]
    train = [s for s in (*signers.samples(what.data), *people) if s.split == "train"]
    dev = [s for s in people if s.split == "dev"]
    text = convert_detector(what.detector, train, dev, folder, what.data)
    training = cut_squares(train, groups_of(train), what.cache, "Calibration")
    validation = cut_squares(dev, groups_of(dev), what.cache, "Validation")
    text += convert_landmark_model(what.landmark, training, validation, folder, what.data)
    if what.second is not None:
        text += convert_landmark_model(what.second, training, validation, folder, what.data, SECOND)
    how = protocol("exact squares, the int8 landmark model's letters and landmarks")
    return text + convert_classifier(what.classifier, training, validation, folder, what.data, how)
