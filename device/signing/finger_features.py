"""A hand's landmarks as numbers that change little with the view: the palm, and each finger seen from its knuckle.

The unit is the length of the palm, the axes are its own: x to the thumb's side, y from the wrist to the knuckles. The
same definition fits the table of people's fingers and checks a learner's hand.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import palm_length
from device.recognition.hand_topology import FINGER_CHAINS, INDEX_KNUCKLE, KNUCKLES, WRIST
from device.types import Handedness

Array = NDArray[np.float64]
PALM_NUMBERS, FINGER_NUMBERS = 2 * len(KNUCKLES), 6


def in_palm_axes(landmarks: NDArray[Any], hand: Handedness) -> Array:
    """Return landmarks (…, 21, 2) relative to the wrist, in lengths of the palm and its axes, of a right hand.

    Args:
        landmarks: (…, 21, 2), pixels, y down.
        hand: a left hand is mirrored.
    """
    points = np.asarray(landmarks, float) * [1 if hand == "right" else -1, 1]
    points = points - points[..., WRIST, None, :]
    up = points[..., KNUCKLES, :].mean(-2)
    up = up / np.maximum(np.linalg.norm(up, axis=-1, keepdims=True), 1e-9)
    across = np.stack([-up[..., 1], up[..., 0]], -1)
    turned = np.stack([(points * axis[..., None, :]).sum(-1) for axis in (across, up)], -1)
    out: Array = turned / np.maximum(palm_length(points), 1e-9)[..., None, None]
    return out


def palm_numbers(points: Array) -> Array:
    """Return (…, PALM_NUMBERS): the knuckles of the fingers, which say how the palm is turned."""
    out: Array = points[..., KNUCKLES, :].reshape(*points.shape[:-2], PALM_NUMBERS)
    return out


def finger_numbers(points: Array) -> Array:
    """Return (…, 5, FINGER_NUMBERS): three joints of each finger, thumb first, from its knuckle.

    The thumb's joints are seen from the knuckle of the index finger, because its own lies deep in the palm.
    """
    fingers = []
    for number, chain in enumerate(FINGER_CHAINS):
        knuckle = INDEX_KNUCKLE if number == 0 else chain[1]
        joints = points[..., chain[2:], :] - points[..., knuckle, None, :]
        fingers.append(joints.reshape(*points.shape[:-2], FINGER_NUMBERS))
    return np.stack(fingers, -2)


def straightness(points: Array) -> Array:
    """Return (…, 5): distance from knuckle to tip by the way along the finger; 1 = straight, 0 = closed."""
    out = []
    for chain in FINGER_CHAINS:
        joints = points[..., chain[1:], :]
        way = np.linalg.norm(np.diff(joints, axis=-2), axis=-1).sum(-1)
        out.append(np.linalg.norm(joints[..., -1, :] - joints[..., 0, :], axis=-1) / np.maximum(way, 1e-9))
    return np.stack(out, -1)
