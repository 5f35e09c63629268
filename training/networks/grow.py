"""Start a network from a smaller one of an earlier version: the grown network computes the same at first.

New residual blocks start as the identity, and all other layers take the weights of their namesakes (Net2Net, Chen et
al. 2016). Rows and columns for inputs and classes that the smaller network lacks start at 0.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER, STATIC_LETTERS
from training.datasets.hand_squares import LABELS
from training.errors import RunError
from training.networks import detector
from training.networks.landmark import VERSION_2, build
from training.networks.load_int8 import load_converted

WEIGHTS = Path(__file__).parents[1] / "weights" / "version-2"
"""Detector and landmark model of version 0.2, with which the trainings of version 0.3 began."""
RARE = -3.0
"""Bias of a class that the smaller network lacks: improbable until it has been learned."""


def load_version_2(model: Any, path: Path, pixels: NDArray[np.float32]) -> None:
    """Set the weights of a landmark model to those of a .tflite of version 0.2.

    Args:
        model: of networks.landmark.build, changed in place.
        path: .tflite, such as WEIGHTS / "hand.tflite".
        pixels: float32 (n, SIZE, SIZE, 1) in 0–1, typical of training, see load_converted.

    Raises:
        RunError: the file is of another network.
    """
    small = build(VERSION_2)
    load_converted(small, path, pixels)
    for layer in small.layers:
        if not layer.weights:
            continue
        target = model.get_layer(layer.name)
        if layer.name == "letters":
            target.set_weights(_more_classes(*layer.get_weights()))
        elif layer.name == "shape":
            kernel, missing = layer.get_weights()[0], target.kernel.shape[0] - layer.kernel.shape[0]
            target.set_weights([np.concatenate([kernel, np.zeros((missing, kernel.shape[1]), kernel.dtype)])])
        else:
            target.set_weights(layer.get_weights())


def load_detector(model: Any, path: Path, pixels: NDArray[np.float32]) -> None:
    """Set the weights of a hand detector to those of a .tflite of this or an earlier version.

    Args:
        model: of networks.detector.build, changed in place; layers that the file lacks keep their initial weights.
        path: .tflite, such as WEIGHTS / "finder.tflite".
        pixels: float32 (n, SIZE, SIZE, 1) in 0–1, typical of training, see load_converted.

    Raises:
        RunError: the file is of another network.
    """
    *newer, oldest = detector.ADDED
    for added in newer:
        try:
            load_converted(model, path, pixels, added)
            return
        except RunError:
            continue
    load_converted(model, path, pixels, oldest)


def _more_classes(kernel: NDArray[np.float32], bias: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Spread kernel (n, 25) and bias (25,) over LABELS."""
    wide = np.zeros((len(kernel), len(LABELS)), np.float32)
    offsets = np.full(len(LABELS), RARE, np.float32)
    columns = [LABELS.index(label) for label in (*STATIC_LETTERS, NO_LETTER)]
    wide[:, columns], offsets[columns] = kernel, bias
    return [wide, offsets]
