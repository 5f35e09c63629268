"""Landmarks as input of a classifier, independent of position, size and side of the hand."""

import numpy as np
from numpy.typing import NDArray

from device.types import Handedness


def normalise_landmarks(landmarks: NDArray[np.float32], hand: Handedness | None, aspect: float) -> NDArray[np.float32]:
    """Move the wrist to the origin, scale the farthest landmark to distance 1 and mirror left hands.

    Args:
        landmarks: (21, 3), x and y in fractions of the frame, z in widths.
        hand: anatomical side; unknown counts as right.
        aspect: height ÷ width of the frame, which makes fractions comparable.

    Returns:
        float32 (63,): x, y, z of each landmark in turn.
    """
    points = (landmarks - landmarks[0]) * np.array([1, aspect, 1], np.float32)
    if hand == "left":
        points[:, 0] *= -1
    reach = float(np.linalg.norm(points[:, :2], axis=1).max())
    out: NDArray[np.float32] = (points / max(reach, 1e-6)).reshape(-1).astype(np.float32)
    return out
