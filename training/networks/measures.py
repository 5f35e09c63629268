"""Measures of boxes and landmarks, for losses, gates and evaluation."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

HIT = 0.5
"""IoU from which a hand counts as found."""


def iou_pairs(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    """Compute the intersection over union of boxes, pair by pair.

    Args:
        a: (n, 4), x0 y0 x1 y1.
        b: (n, 4).

    Returns:
        (n,), 0–1; 0 where a box is NaN.
    """
    sides = np.clip(np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2]), 0, None)
    shared = np.prod(sides, axis=1)
    union = np.prod(a[:, 2:] - a[:, :2], axis=1) + np.prod(b[:, 2:] - b[:, :2], axis=1) - shared
    return np.asarray(np.nan_to_num(shared / union))


def landmark_error(landmarks: NDArray[Any], truth: NDArray[Any]) -> NDArray[Any]:
    """Compute the mean distance of landmarks as a fraction of the diagonal of the true landmarks' box.

    Args:
        landmarks: (n, 21, 2).
        truth: (n, 21, 2), in the same unit.

    Returns:
        (n,).
    """
    diagonal = np.linalg.norm(truth.max(1) - truth.min(1), axis=1)
    return np.asarray(np.linalg.norm(landmarks - truth, axis=2).mean(1) / diagonal)
