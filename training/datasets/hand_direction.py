"""The direction of hands, from the wrist to the knuckle of the middle finger."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import MIDDLE_KNUCKLE, WRIST

UPWARD = 0.5  # cosine of the angle to upright, 60°, from which a hand points up


def directions(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit vectors from wrist to middle knuckle: (n, 21, 2) → float32 (n, 2), y down, NaN where unknown."""
    vectors = landmarks[:, MIDDLE_KNUCKLE] - landmarks[:, WRIST]
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6), np.float32)


def lying(landmarks: NDArray[np.float32]) -> NDArray[Any]:
    """Return which hands lie or hang, as in G, H, P and Q: (n, 21, 2) → bool (n,), False where unknown."""
    return np.asarray(-directions(landmarks)[:, 1] < UPWARD)
