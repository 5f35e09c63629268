"""Predictions of a trained landmark model, and how many letters they get right."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.recognition.hand_topology import LANDMARKS
from device.recognition.heatmaps import landmarks_from_heatmaps
from device.types import Pixels
from training.datasets.hand_squares import HandSquares
from training.metrics import macro_by_signer
from training.networks.pixels import to_input


def predict(
    model: Any, pixels: Pixels, directions: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Run the float model.

    Args:
        model: of networks.landmark or networks.second_opinion.
        pixels: uint8 (n, size, size), contrast normalised.
        directions: (n, 2), cosine and sine of the squares' angles.

    Returns:
        Letters float32 (n, labels), heatmaps float32 (n, g, g, 21) as logits or points float32 (n, 42), and hand
        float32 (n, 2).
    """
    outputs = model.predict([to_input(pixels), directions], batch_size=256, verbose=0)
    letters, heatmaps, hand = (
        output.astype(np.float32) for output in outputs
    )  # a model trained in bfloat16 gives that
    return letters, heatmaps, hand


def landmarks_of(heatmaps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Read landmarks as the device does: heatmaps (n, g, g, 21) → float32 (n, 21, 2), fractions of the square."""
    return np.array([landmarks_from_heatmaps(each) for each in heatmaps])


def landmarks_of_points(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Read landmarks as the device does: points (n, 42) → float32 (n, 21, 2), fractions of the square."""
    return points.reshape(len(points), LANDMARKS, 2)


def letter_accuracy(p: NDArray[Any], squares: HandSquares) -> float:
    """Compute the fraction of letters recognised, mean over letters, then signers; other handshapes do not count.

    Args:
        p: (n, labels), probabilities; the class "nothing" is ignored.
        squares: the n hands.
    """
    letters = (squares.label >= 0) & (squares.label < len(STATIC_LETTERS))
    right = p[:, : len(STATIC_LETTERS)].argmax(1) == squares.label
    return macro_by_signer(right[letters], squares.signer[letters], squares.label[letters])
