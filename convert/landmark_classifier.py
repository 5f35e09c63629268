"""Conversion of the landmark classifier: weights → int8 → gate → letters.tflite, with its weight in the fusion."""

from pathlib import Path
from typing import Any

import numpy as np

from convert.install import install
from convert.provenance import provenance
from convert.quantise import tensor_specs, to_int8
from convert.thresholds import classifier_thresholds
from device.recognition.fusion import fuse
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import LandmarkClassifier, landmark_features
from device.recognition.metadata import Metadata
from device.recognition.vocabulary import sum_classes
from training.datasets.hand_squares import LABELS, HandSquares, model_views
from training.errors import ParityError
from training.fitting.landmark_classifier import turned_back
from training.networks import landmark, landmark_classifier
from training.networks.landmark_predictions import landmarks_of, letter_accuracy
from training.networks.weights import load_weights
from training.run_folder import read_json

CALIBRATION = 600  # hands
MAX_ACCURACY_LOSS = 0.005


def convert_classifier(
    run: Path, training: HandSquares, validation: HandSquares, folder: Path, data: Path, protocol: str
) -> str:
    """Convert a run and install folder/letters.tflite beside the landmark model that is already there.

    Args:
        run: folder of `python -m training hand classifier`; its held_out.json has "share" and "temperature".
        training: hands to calibrate with.
        validation: hands to measure on.
        folder: with hand.tflite, to install in.
        data: folder of the data, for the provenance.
        protocol: on whose hands the figures are measured.

    Returns:
        The figures as text.

    Raises:
        RunError: the run is not finished.
        ParityError: the int8 model loses accuracy; nothing is installed.
    """
    model = landmark_classifier.build()
    load_weights(model, run / "final.weights.h5")
    known = np.flatnonzero(~np.isnan(training.landmarks[:, 0, 0]))
    rows = np.random.default_rng(1).choice(known, min(CALIBRATION, len(known)), replace=False)
    tflite = to_int8(model, landmark_features(training.landmarks[rows]))

    landmark_model = Model(folder / "hand.tflite")
    pixels, directions, _ = model_views(validation, landmark.SIZE)
    outputs_of = [landmark_model.read_all(*square) for square in zip(pixels, directions, strict=True)]
    by_image = sum_classes(np.array([p.reshape(-1) for p, _, _ in outputs_of]), LABELS)
    landmarks = turned_back(landmarks_of(np.concatenate([maps for _, maps, _ in outputs_of])), directions)
    by_landmarks = sum_classes(landmark_classifier.predict(model, landmarks), LABELS)
    tuned = read_json(run / "held_out.json")
    weight, temperature = float(tuned["share"]), float(tuned["temperature"])
    figures: dict[str, Any] = {}

    def gate(quantised: Model) -> dict[str, object]:
        device = LandmarkClassifier(quantised)
        int8 = np.array([device.predict(each) for each in landmarks])
        accuracy = {
            "reader": by_image,
            "points, float": by_landmarks,
            "points, int8": int8,
            "both, float": fuse(by_image, by_landmarks, weight, temperature),
            "both, int8": fuse(by_image, int8, weight, temperature),
        }
        rounded = {name: round(letter_accuracy(p, validation), 4) for name, p in accuracy.items()}
        figures.update({"accuracy": {"protocol": protocol, **rounded}, "bytes": len(tflite)})
        check(rounded["both, float"], rounded["both, int8"])
        return figures

    inputs, outputs = tensor_specs(tflite)
    metadata = Metadata(
        name="Handshape landmark classifier: the letter of these landmarks",
        sha256="",
        labels=LABELS,
        size=0,
        pixel_scale=0.0,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=outputs,
        thresholds=classifier_thresholds(weight, temperature),
        provenance=provenance(run, data),
    )
    path = install(tflite, metadata, folder, "letters", gate)
    return f"{path}: {figures}, share {weight}, temperature {temperature}\n"


def check(by_float: float, by_int8: float) -> None:
    """Check the accuracies of the fusion.

    Raises:
        ParityError: the int8 classifier loses too much.
    """
    lost = by_float - by_int8
    if lost > MAX_ACCURACY_LOSS:
        raise ParityError(
            f"The int8 landmark classifier loses {lost:.4f} of accuracy (at most {MAX_ACCURACY_LOSS}). "
            "It was not installed; train again."
        )
