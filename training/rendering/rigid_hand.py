"""How a hand of a fixed shape is turned in each frame of a tracked movement: weak perspective, least squares."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.rendering.rotation import facing, interpolate_rotations
from training.rendering.strokes import KEYS

Array = NDArray[np.float64]
STEPS = 12
"""Gauss–Newton steps for one frame."""
STEADY = 0.25
"""Weight of the change of rotation from frame to frame (radians) against landmarks (hand units)."""
USUAL_TURN = 0.1
"""Weight of the difference from the expected rotation (radians)."""
EXPECTED: dict[str, tuple[Array, ...]] = {
    "J": (
        facing((0.0, 1.0, 0.2), (0.0, -0.2, 1.0)),
        facing((-0.1, 0.8, 0.6), (0.4, -0.5, 1.0)),
        facing((0.2, 0.0, 1.0), (1.0, -0.6, 0.0)),
        facing((0.7, 0.7, 0.3), (0.6, -0.4, -0.8)),
    ),
    "Z": (facing((0.0, 1.0, 0.25), (0.0, -0.25, 1.0)),) * 2,
}
"""How the hand is turned at equal steps of the stroke: J turns the forearm until the palm faces the signer."""


def fit_hand(landmarks: Array, hand: Array, unit: float, expected: Array) -> tuple[Array, float]:
    """Return rotations (n, 3, 3) and the mean miss of a rigid hand on tracked landmarks, hand units.

    Args:
        landmarks: (n, 21, 2).
        hand: (21, 3) landmarks of the letter's handshape, rest axes, hand units.
        unit: length of a hand unit in `landmarks`.
        expected: (n, 3, 3) about how the hand is turned: a flat hand leant to the camera and one leant away look alike.
    """
    rotations, misses = [], []
    before = expected[0]
    for marks, rotation in zip(landmarks / unit, expected, strict=True):
        usual = rotation
        for _ in range(STEPS):
            seen = hand @ rotation.T
            shift = (marks - seen[:, :2]).mean(0)
            miss = marks - seen[:, :2] - shift
            # A small turn w moves a point p by w × p.
            slope = np.zeros((21, 2, 3))
            slope[:, 0, 1], slope[:, 0, 2] = seen[:, 2], -seen[:, 1]
            slope[:, 1, 0], slope[:, 1, 2] = -seen[:, 2], seen[:, 0]
            slope -= slope.mean(0)
            a = slope.reshape(42, 3)
            away = Rotation.from_matrix(before @ rotation.T).as_rotvec()
            off = Rotation.from_matrix(usual @ rotation.T).as_rotvec()
            turn = np.linalg.solve(
                a.T @ a + 21 * (STEADY**2 + USUAL_TURN**2) * np.eye(3),
                a.T @ miss.ravel() + 21 * (STEADY**2 * away + USUAL_TURN**2 * off),
            )
            turn /= max(1.0, 2 * float(np.linalg.norm(turn)))
            rotation = Rotation.from_rotvec(turn).as_matrix() @ rotation
        seen = hand @ rotation.T
        shift = (marks - seen[:, :2]).mean(0)
        rotations.append(rotation)
        before = rotation
        misses.append(np.linalg.norm(marks - seen[:, :2] - shift, axis=1).mean())
    return np.stack(rotations), float(np.mean(misses))


def expected_rotations(letter: str) -> Array:
    """Return about how the hand is turned at each key of a stroke, (KEYS, 3, 3)."""
    turns = np.stack(EXPECTED[letter])
    return interpolate_rotations(np.linspace(0, 1, len(turns)), turns, np.linspace(0, 1, KEYS))
