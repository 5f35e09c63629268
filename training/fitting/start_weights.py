"""Weights with which trainings start that use a detector or a landmark model: of a run, or of a converted model."""

from pathlib import Path
from typing import Any

import numpy as np

from device.recognition.metadata import metadata_path, read_metadata
from training.fitting import detector_augmentation, landmark_augmentation
from training.fitting.batches import draw_rows
from training.fitting.hand_data import FrameData, SquareData
from training.networks import detector, landmark
from training.networks.grow import load_detector, load_version_2
from training.networks.load_int8 import load_converted
from training.networks.pixels import to_input
from training.networks.weights import load_weights

MEASURED = 512  # pictures on which the statistics of a restored .tflite are measured


def start_detector(model: Any, start: Path, data: FrameData) -> None:
    """Load the weights of a hand detector, whichever of its layers are new.

    Args:
        model: of networks.detector, changed in place.
        start: .weights.h5 or .tflite.
        data: whose pictures a .tflite's statistics are measured on.

    Raises:
        RunError: the file is of another network.
    """
    if start.suffix != ".tflite":
        load_weights(model, start)
        return
    rng = np.random.default_rng(1)
    rows = draw_rows(data.weight, MEASURED, rng)
    pixels = detector_augmentation.random_views(data.train, rows, detector.SIZE, rng)[0]
    load_detector(model, start, to_input(pixels))


def start_landmark_model(model: Any, start: Path, data: SquareData) -> None:
    """Load the weights of a landmark model; one of version 0.2 is grown, see networks.grow.

    Args:
        model: of networks.landmark, changed in place.
        start: .weights.h5 or .tflite with its metadata.
        data: whose pictures a .tflite's statistics are measured on.

    Raises:
        ModelError: the metadata of a .tflite cannot be read.
        RunError: the file is of another network.
    """
    if start.suffix != ".tflite":
        load_weights(model, start)
        return
    rng = np.random.default_rng(1)
    rows = draw_rows(data.weight, MEASURED, rng)
    pixels, directions, _, _ = landmark_augmentation.random_views(data.train, rows, landmark.SIZE, rng)
    if len(read_metadata(metadata_path(start)).inputs) == 1:
        load_version_2(model, start, to_input(pixels))
    else:
        load_converted(model, start, [to_input(pixels), directions])
