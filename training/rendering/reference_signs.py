"""The signs as they are taught, on any hand: the one place where pictures, clips and the station's hand take poses."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from device.alphabet import ALPHABET
from device.signing.pose_table import DIGITS, Movement, PoseTable, Sign
from device.signing.viewpoint import PIVOT
from training.rendering.letters import HANDSHAPES, Handshape
from training.rendering.person import Arm
from training.rendering.rotation import view_rotation
from training.rendering.strokes import Stroke, taught_stroke
from training.rendering.transitions import best_ways
from training.rendering.variants import OTHERS

Array = NDArray[np.float64]
NAMES = (*ALPHABET, *DIGITS)
"""Every sign that the table holds."""
PALM_IN = (180.0, 0.0, 0.0)
_SAME_SHAPE = {"0": "O", "1": "Z", "2": "V", "6": "W", "9": "F"}
_OTHER_SHAPE = {"3": "digit3", "4": "digit4", "5": "open_hand", "7": "digit7", "8": "digit8"}
CENTRED = np.array([0.9, 0.3, 0.0])
"""How far a hand whose middle is beside its pivot moves back to the middle: fully sideways, a little up and down."""


def handshape(name: str) -> Handshape:
    """Return the handshape of a letter or number."""
    if name in HANDSHAPES:
        return HANDSHAPES[name]
    base = OTHERS[_OTHER_SHAPE[name]].shape if name in _OTHER_SHAPE else HANDSHAPES[_SAME_SHAPE[name]]
    return replace(base, view=PALM_IN) if name in "12345" else replace(base, view=(0.0, 0.0, 0.0))


def place(landmarks: Array, rotation: Array) -> Array:
    """Return where the pivot of a hand is held, so that the hand stays in the middle of the view: (3,) hand units.

    Args:
        landmarks: (21, 3) rest axes.
        rotation: (3, 3) to the viewer's axes.
    """
    upright = np.array([0.0, 0.1, 0.0])
    middle = rotation @ (landmarks.mean(0) - PIVOT)
    out: Array = upright - CENTRED * middle
    return out


@cache
def reference_signs(arm: Arm) -> Mapping[str, Sign]:
    """Return every sign with its contacts met on this hand."""
    signs = {}
    for name in NAMES:
        shape = handshape(name)
        pose = shape.pose(arm.skeleton)
        stroke = taught_stroke(name) if name in "JZ" else None
        movement = None if stroke is None else _about_pivot(stroke)
        rotation = view_rotation(shape.view) if movement is None else movement.rotations[0]
        position = place(arm.skeleton.landmarks(pose), rotation)
        signs[name] = Sign(pose, rotation, position, movement)
    return MappingProxyType(signs)


def _about_pivot(stroke: Stroke) -> Movement:
    """Return a stroke with the positions of the pivot in place of those of the wrist."""
    pivots = stroke.positions + stroke.rotations @ PIVOT
    return Movement(stroke.times, stroke.rotations, pivots - pivots[0])


def reference_table(arm: Arm, ways: Mapping[tuple[str, str], int] | None = None) -> PoseTable:
    """Return the table of signs on this hand.

    Args:
        arm: its shape.
        ways: how the hand changes between signs; None searches the best ones.
    """
    signs = reference_signs(arm)
    relaxed = OTHERS["relaxed"].shape.pose(arm.skeleton)
    rest = Sign(relaxed, view_rotation((-10, 0, 0)), np.zeros(3))
    return PoseTable(signs, rest, best_ways(arm.skeleton, signs) if ways is None else ways)
