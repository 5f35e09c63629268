"""Which finger is off in the asked letter, from a hand's landmarks. Nothing where it is unsure."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from device.signing.finger_features import Array, in_palm_axes, straightness
from device.signing.finger_network import finger_network, network_inputs
from device.signing.finger_table import finger_table
from device.signing.pose_table import pose_table
from device.signing.skeleton import PARAMETER_INDEX
from device.types import Handedness
from device.view import FINGER_NAMES, Finger

Bend = Literal["straight", "half", "closed"]
MAX_PALM = 9.0
"""Distance of the palm from the usual views, standard deviations, beyond which nothing is said."""
OFF = 0.3
"""Probability of the network from which a finger is off: chosen on drawn hands and on the people of `dev`
(`python -m benchmarks.finger_marks --station`)."""
OFF_ALONE = 0.5
"""The same while it is not known for which letter the hand was taken: then nothing else says that it is wrong."""
SECOND = 0.6
"""Share of the clearest finger's evidence that a second one needs: of two, it is mostly the clearer one that is off."""
ALONE = 2.0
"""Factor by which two letters differ more in one finger than in any other, from which that finger alone tells them
apart, as the ring finger does M and N (2.1)."""
ALIKE = 10.0
"""Squared distance of a finger in two letters, below which landmarks hardly show how it is held (M and N: 2.3)."""
SEEN_BY_NETWORKS = 1.05
"""Evidence of such a finger after the networks have read the other letter: just enough for a mark."""
CONTRADICTED = -1.0
"""Log likelihood ratio below which such a finger is held as in the asked letter, and the other letter was a mistake."""
MAX_MARKED = 2
"""More fingers than these are no longer a finger that is off: the whole handshape is another one."""
STRAIGHT, CLOSED = 0.93, 0.6
"""Straightness above which a finger is straight, and below which it is closed."""
STRAIGHT_DEGREES, CLOSED_DEGREES = 60.0, 170.0
"""Sum of a finger's joint angles up to which its pose is straight, and from which it is closed."""


@dataclass(frozen=True)
class HandCheck:
    """The comparison of one hand, or the mean of several.

    Attributes:
        evidence: (5,) for each finger, thumb first: above 1 it is off.
        straightness: (5,), see finger_features.
    """

    evidence: Array
    straightness: Array


def check_hand(landmarks: NDArray[Any], hand: Handedness, letter: str, rival: str | None = None) -> HandCheck | None:
    """Compare a hand with people's hands in a letter; landmarks (21, 2) in pixels, and the rest as for check_points."""
    return check_points(in_palm_axes(landmarks, hand), letter, rival)


def usual_view(points: Array, letter: str) -> bool:
    """Return whether people show the palm like this in a letter, which has a table; (21, 2) in the axes of the palm."""
    table = finger_table()
    return letter in table and bool(np.isfinite(points).all() and table[letter].palm_distance(points) <= MAX_PALM)


def check_points(points: Array, letter: str, rival: str | None = None) -> HandCheck | None:
    """Compare a hand with people's hands in a letter.

    Args:
        points: (21, 2), landmarks in the axes of the palm, see finger_features; the mean of several frames has less of
            the landmark model's noise.
        letter: that was asked for.
        rival: letter that it was taken for, None if unknown; the network is surer with it.

    Returns:
        None where nothing can be said: no table for the letter, or a view that people do not show.
    """
    if not usual_view(points, letter):
        return None
    limit = OFF_ALONE if rival is None else OFF
    evidence = finger_network().probabilities(network_inputs(points, letter, rival)) / limit
    telling = telling_finger(letter, rival) if rival is not None else None
    if rival is not None and telling is not None:
        number = FINGER_NAMES.index(telling)
        ratio = finger_table()[letter].surprise(points) - finger_table()[rival].surprise(points)
        if ratio[number] >= CONTRADICTED:
            evidence[number] = max(evidence[number], SEEN_BY_NETWORKS)
    return HandCheck(evidence, straightness(points))


@cache
def telling_finger(letter: str, rival: str) -> Finger | None:
    """Return the finger in which alone two letters differ, too little for landmarks.

    The networks see in the image what landmarks hardly show. So after they have read the rival, this finger is off.

    Returns:
        None if landmarks show the difference, if several fingers differ about as much, or without a table.
    """
    table = finger_table()
    if letter == rival or letter not in table or rival not in table:
        return None
    different = table[letter].differences(table[rival])
    second, first = np.argsort(different)[-2:]
    alone = different[first] >= ALONE * different[second] and different[first] < ALIKE
    return FINGER_NAMES[first] if alone else None


def fingers_off(evidence: Array, limit: float | Array = 1.0) -> tuple[Finger, ...]:
    """Return the fingers that are off, the clearest first; none if so many are off that the handshape is another one.

    Args:
        evidence: see HandCheck.
        limit: evidence from which a finger is off; for each finger, or one for all.
    """
    over = np.flatnonzero((evidence > limit) & (evidence >= SECOND * evidence.max()))
    if len(over) > MAX_MARKED:
        return ()
    return tuple(FINGER_NAMES[number] for number in sorted(over, key=lambda number: -evidence[number]))


def seen_bend(straight: float) -> Bend:
    """Return how a finger of this straightness looks."""
    return "straight" if straight >= STRAIGHT else "closed" if straight < CLOSED else "half"


def wanted_bend(letter: str, finger: Finger) -> Bend:
    """Return how a finger other than the thumb is bent in a letter."""
    name = finger[0]  # index, middle, ring, little
    pose = pose_table().signs[letter].pose
    degrees = sum(float(pose[PARAMETER_INDEX[f"{name}_{joint}"]]) for joint in ("mcp", "pip", "dip"))
    return "straight" if degrees <= STRAIGHT_DEGREES else "closed" if degrees >= CLOSED_DEGREES else "half"
