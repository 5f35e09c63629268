"""A drawn hand for tests of augmentation."""

import numpy as np


def open_hand() -> np.ndarray:
    """Landmarks of an open hand, a wrist and five straight fingers: float32 (21, 2), fractions."""
    points = [(0.5, 0.8)]
    for x in (0.3, 0.4, 0.5, 0.6, 0.7):
        points += [(0.5 + (x - 0.5) * k / 3, 0.8 - 0.15 * k) for k in (1, 2, 3, 4)]
    return np.array(points, np.float32)
