"""The pose table: the 26 handshapes of the ASL manual alphabet, as a right hand.

Finger tuples are degrees (mcp, pip, dip, abduction to the thumb's side). The thumb tuple is where the contact solver
starts (radial, out of the palm, pronation, mcp, ip; degrees). `view` = (yaw, pitch, roll) in degrees turns the hand for
the viewer opposite; at (0, 0, 0) the palm faces the viewer.

Written by us from descriptions in words and by comparing with photographs of training signers
(`python -m training synthetic compare`). Not yet reviewed by a Deaf signer.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from training.rendering.contacts import THUMB_ONLY, Contact, FreeJoints, solve_contacts
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.skeleton import Skeleton

Array = NDArray[np.float64]
View = tuple[float, float, float]
"""(yaw, pitch, roll), degrees."""
Finger = tuple[float, float, float, float]


@dataclass(frozen=True)
class Handshape:
    """One handshape.

    Attributes:
        index, middle, ring, little, thumb: angles, degrees.
        contacts: what must touch.
        freedom: joints that may move to meet the contacts.
        view: (yaw, pitch, roll) to the viewer, degrees.
        extra: further parameters (see kinematics.PARAMETERS), degrees.
    """

    index: Finger
    middle: Finger
    ring: Finger
    little: Finger
    thumb: tuple[float, float, float, float, float]
    contacts: tuple[Contact, ...] = ()
    freedom: FreeJoints = THUMB_ONLY
    view: View = (0.0, 0.0, 0.0)
    extra: dict[str, float] = field(default_factory=dict)

    def table_pose(self) -> Array:
        """Return the pose (len(PARAMETERS),) before contacts are met, degrees in the order of kinematics.PARAMETERS."""
        pose = np.zeros(len(PARAMETERS))
        for f, angles in zip("imrl", (self.index, self.middle, self.ring, self.little), strict=True):
            for joint, angle in zip(("mcp", "pip", "dip", "abd"), angles, strict=True):
                pose[PARAMETER_INDEX[f"{f}_{joint}"]] = angle
        for name, angle in zip(("t_r", "t_e", "t_p", "t_mcp", "t_ip"), self.thumb, strict=True):
            pose[PARAMETER_INDEX[name]] = angle
        for name, angle in self.extra.items():
            pose[PARAMETER_INDEX[name]] = angle
        return pose

    def pose(self, skeleton: Skeleton) -> Array:
        """Return the pose (len(PARAMETERS),) on this hand with the contacts met, degrees."""
        return solve_contacts(skeleton, self.table_pose(), self.contacts, self.freedom)


FIST = ((60, 104, 60, 1), (63, 106, 60, 0), (67, 106, 60, -1), (70, 104, 60, -3))
FIST_I, FIST_M, FIST_R, FIST_L = FIST
STRAIGHT = (2, 4, 2, 0)
ACROSS = (0, 40, 50, 25, 35)
"""Start of a thumb that crosses the palm."""
OVER = (25, 80, 0, 15, 70)
"""Start of a thumb in front of the closed fingers, so that the solver does not end between them."""


def _at(point: int, anchor: dict[int, float], offset: tuple[float, float, float], weight: float = 1) -> Contact:
    return Contact(point, tuple(anchor.items()), offset, weight)


SIDE = _at(2, {5: 1}, (-0.03, -0.24, 0.22), 0.6)
CROSSING = _at(2, {5: 1}, (-0.10, -0.28, 0.26), 0.6)
"""The thumb's lower joint stays at the side of the palm while its tip crosses, as on tracked hands."""
ON_RING = (_at(4, {14: 0.5, 15: 0.5}, (0.04, 0.02, 0.20)), CROSSING)
"""Thumb tip on the middle segment of the bent ring finger: R, U, V, H."""
PINCH = FreeJoints("i")
TUCKED = {"cup": 6.0}
SIDEWAYS = {"w_dev": -12.0, "w_flex": 8.0}

HANDSHAPES: dict[str, Handshape] = {
    "A": Handshape(
        FIST_I,
        FIST_M,
        FIST_R,
        FIST_L,
        (30, 14, 5, 12, 2),
        (
            _at(4, {6: 1}, (0.16, 0.14, -0.16)),
            _at(3, {6: 1}, (0.19, -0.16, -0.22)),
            _at(2, {5: 1}, (0.05, -0.26, 0.17), 0.8),
        ),
        extra=TUCKED,
    ),
    "B": Handshape(
        (0, 3, 2, -2),
        (0, 3, 2, 0),
        (0, 3, 2, 2),
        (0, 3, 2, 5),
        (-5, 35, 60, 35, 40),
        (Contact(4, (), (-0.06, 0.80, 0.20)), Contact(3, (), (0.18, 0.74, 0.28), 0.5)),
    ),
    "C": Handshape(
        (42, 48, 28, 0),
        (42, 48, 28, 0),
        (42, 48, 28, 1),
        (44, 46, 28, 3),
        (10, 58, 70, 5, 25),
        (Contact(4, ((8, 0.5), (12, 0.5)), (0.02, 0.62, 0.95), 0.8, (1, 0, 0)),),
        view=(60, 0, -4),
    ),
    "D": Handshape(
        STRAIGHT,
        (64, 92, 52, 2),
        (68, 94, 52, 1),
        (72, 94, 52, 2),
        (18, 46, 45, 12, 30),
        (_at(4, {12: 1}, (0.03, -0.035, 0.04), 2.5),),
        FreeJoints("m", "rl"),
        view=(22, 0, 0),
        extra={"cup": 5.0},
    ),
    "E": Handshape(
        (26, 98, 46, 0),
        (26, 98, 46, 0),
        (28, 98, 46, 0),
        (30, 96, 46, 2),
        (-10, 40, 60, 35, 45),
        (_at(4, {12: 0.6, 16: 0.4}, (0, -0.09, 0.03), 1.4), _at(3, {8: 1}, (0.08, -0.12, 0.02), 0.7), SIDE),
        extra={"cup": 4.0},
    ),
    "F": Handshape(
        (58, 84, 52, 0),
        (4, 6, 4, 3),
        (2, 5, 3, -5),
        (0, 5, 3, -15),
        (28, 40, 45, 15, 28),
        (_at(4, {8: 1}, (0.02, -0.035, 0.035), 2.5),),
        PINCH,
        view=(12, 0, 0),
    ),
    "G": Handshape(
        (10, 4, 2, 0),
        FIST_M,
        FIST_R,
        FIST_L,
        (12, 16, 25, 4, 6),
        (_at(4, {6: 1}, (0.24, 0.0, 0.20)), _at(3, {5: 1}, (0.30, 0.08, 0.20), 0.4)),
        view=(195, 0, -80),
        extra=SIDEWAYS,
    ),
    "H": Handshape(
        (6, 4, 2, -1),
        (6, 4, 2, 2),
        FIST_R,
        FIST_L,
        (0, 30, 50, 25, 35),
        ON_RING,
        view=(180, 0, -80),
        extra=SIDEWAYS,
    ),
    "I": Handshape(
        FIST_I,
        FIST_M,
        FIST_R,
        (2, 5, 3, -6),
        OVER,
        (_at(4, {10: 0.5, 11: 0.5}, (-0.02, -0.03, 0.20)), _at(3, {6: 0.5, 7: 0.5}, (0.10, -0.08, 0.18), 0.6), SIDE),
    ),
    "K": Handshape(
        (4, 4, 2, 6),
        (32, 8, 4, -2),
        FIST_R,
        FIST_L,
        (8, 38, 40, 5, 5),
        (_at(4, {10: 0.7, 9: 0.3}, (0.12, 0.02, 0.05), 1.2),),
        view=(-20, 0, 0),
    ),
    "L": Handshape((0, 3, 2, 0), FIST_M, FIST_R, FIST_L, (72, 8, 10, 2, 2)),
    "M": Handshape(
        (72, 78, 34, 1),
        (72, 78, 34, 0),
        (72, 78, 34, -1),
        (76, 102, 60, -3),
        (0, 45, 40, 25, 30),
        (_at(4, {13: 0.5, 17: 0.5}, (-0.02, -0.02, 0.34), 1.6), _at(3, {9: 1}, (0.04, -0.16, 0.28), 0.8), SIDE),
        FreeJoints("i", "mr", reach=14),
        view=(0, -8, 0),
        extra=TUCKED,
    ),
    "N": Handshape(
        (77, 78, 34, 3),
        (77, 78, 34, 2),
        (80, 102, 60, -1),
        (76, 102, 60, -3),
        (0, 45, 40, 20, 25),
        (_at(4, {9: 0.5, 13: 0.5}, (-0.01, 0.08, 0.44), 1.6), _at(3, {5: 1}, (-0.08, -0.12, 0.30), 0.8), SIDE),
        FreeJoints("i", "m", reach=14),
        view=(0, -8, 0),
        extra=TUCKED,
    ),
    "O": Handshape(
        (58, 80, 54, 0),
        (58, 80, 54, 0),
        (60, 80, 54, 0),
        (62, 78, 54, 3),
        (22, 46, 45, 12, 28),
        (_at(4, {8: 0.6, 12: 0.4}, (0.04, -0.07, 0.05), 2.5),),
        FreeJoints("i", "mrl"),
        view=(52, 0, -4),
    ),
    "R": Handshape((14, 8, 4, -6), (-3, 8, 6, 9), FIST_R, FIST_L, ACROSS, ON_RING),
    "S": Handshape(
        FIST_I,
        FIST_M,
        FIST_R,
        FIST_L,
        OVER,
        (
            _at(4, {10: 0.4, 11: 0.6}, (0.0, 0.02, 0.19), 2.4),
            _at(3, {6: 0.4, 7: 0.6}, (0.08, -0.02, 0.18), 1.8),
            SIDE,
        ),
        extra=TUCKED,
    ),
    "T": Handshape(
        (60, 84, 46, 7),
        FIST_M,
        FIST_R,
        FIST_L,
        (15, 45, 10, 25, 40),
        (_at(4, {10: 1}, (0.12, 0.07, 0.08), 1.6), _at(3, {5: 1}, (0.0, -0.06, 0.30), 0.8), SIDE),
        FreeJoints("i", reach=12),
        view=(0, -4, 0),
        extra=TUCKED,
    ),
    "U": Handshape((2, 4, 2, -2), (2, 4, 2, 2), FIST_R, FIST_L, ACROSS, ON_RING),
    "V": Handshape((2, 4, 2, 10), (2, 4, 2, -10), FIST_R, FIST_L, ACROSS, ON_RING),
    "W": Handshape(
        (2, 4, 2, 10),
        (2, 4, 2, 0),
        (2, 4, 2, -11),
        (66, 84, 45, 4),
        (-10, 45, 60, 25, 30),
        (_at(4, {19: 0.5, 20: 0.5}, (0.08, 0.05, 0.14), 1.2), CROSSING),
        extra={"cup": 5.0},
    ),
    "X": Handshape(
        (24, 64, 34, 0),
        FIST_M,
        FIST_R,
        FIST_L,
        (10, 40, 45, 25, 35),
        (_at(4, {10: 0.5, 11: 0.5}, (-0.02, -0.03, 0.19)), CROSSING),
        view=(38, 0, 0),
    ),
    "Y": Handshape(FIST_I, FIST_M, FIST_R, (2, 5, 3, -14), (68, 8, 10, 0, 0)),
    "Z": Handshape(
        (6, 5, 3, 0), FIST_M, FIST_R, FIST_L, ACROSS, (_at(4, {10: 0.5, 11: 0.5}, (0.02, -0.03, 0.20)), CROSSING)
    ),
}


HANDSHAPES["J"] = HANDSHAPES["I"]
HANDSHAPES["P"] = replace(HANDSHAPES["K"], middle=(68, 8, 4, -1), view=(-60, 0, 108), extra={"w_flex": 40.0})
HANDSHAPES["Q"] = replace(
    HANDSHAPES["G"],
    index=(44, 18, 6, 0),
    thumb=(30, 40, 25, 4, 6),
    contacts=(_at(4, {7: 1}, (0.10, -0.10, 0.42)), _at(3, {6: 1}, (0.14, -0.14, 0.40), 0.4)),
    view=(-100, 0, 140),
    extra={"w_flex": 45.0, "w_dev": -10.0},
)
