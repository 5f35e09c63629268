"""A fitted pose as a handshape of the table: rounded angles, and the contacts by which other hands find it."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.rendering.contact_table import Contacts
from training.rendering.contacts import THUMB_ONLY, Contact, FreeJoints
from training.rendering.handshape import THUMB_JOINTS, Handshape, View
from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.mesh_contacts import PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_table import FINGER_JOINTS, FINGER_NAMES, finger_of, thumb_of

Array = NDArray[np.float64]
TIP_WEIGHT, JOINT_WEIGHT = 1.6, 0.7
"""Weights of the thumb's tip and of its joint when a contact is carried over to another hand."""


def view_of(rotation: Array) -> View:
    """Return the view (yaw, pitch, roll) in degrees of a rotation; the inverse of rotation.view_rotation."""
    roll, pitch, yaw = Rotation.from_matrix(rotation).as_euler("ZXY", degrees=True).tolist()
    return yaw, pitch, roll


def shape_of(pose: Array, contacts: Contacts, arm: Arm, view: View) -> Handshape:
    """Return the handshape of a fitted pose (degrees), with the contacts by which other hands find it."""

    def angle(name: str) -> float:
        return round(float(pose[PARAMETER_INDEX[name]]), 1)

    i, m, r, little = (finger_of([angle(f"{name[0]}_{j}") for j in FINGER_JOINTS]) for name in FINGER_NAMES)
    thumb = thumb_of([angle(name) for name in THUMB_JOINTS])
    extra = {name: angle(name) for name in (*(f"{f}_tw" for f in "imrl"), "cup") if abs(angle(name)) >= 0.1}
    extra |= dict(contacts.extra or {})
    freedom = FreeJoints(contacts.moves[0], contacts.moves[1:]) if contacts.moves else THUMB_ONLY
    carried = carried_contacts(pose, contacts, arm)
    shown = contacts.show or view
    return Handshape(i, m, r, little, thumb, carried, freedom, shown, extra, fitted=True)


def carried_contacts(pose: Array, contacts: Contacts, arm: Arm) -> tuple[Contact, ...]:
    """Return where the thumb lies against what it touches: joints, not skin, so that any hand can be solved fast."""
    skin, joints = PosedSkin.of(arm, pose), arm.skeleton.joints(pose)
    out: list[Contact] = []
    for a, b in contacts.touch:
        if not a.startswith("thumb"):
            continue
        _, _, touched = skin.gap(a, b)
        segment = _nearest_segment(skin.at[touched], joints, b)
        for point, weight in ((4, TIP_WEIGHT), (3, JOINT_WEIGHT)):
            out.append(_contact(point, segment, joints, weight / len(contacts.touch)))
    return tuple(out)


def _nearest_segment(at: Array, joints: Array, name: str) -> tuple[int, int]:
    """Return the joints at the ends of the segment of the named finger that is nearest to a point."""
    finger = ["thumb", *FINGER_NAMES].index(name.split()[0]) if name != "palm" else 2
    first = 1 + 4 * finger
    if name == "palm":
        return 0, first
    pairs = [(first + j, first + j + 1) for j in range(3)]
    return min(pairs, key=lambda p: float(np.linalg.norm(at - (joints[p[0]] + joints[p[1]]) / 2)))


def _contact(point: int, segment: tuple[int, int], joints: Array, weight: float) -> Contact:
    a, b = joints[segment[0]], joints[segment[1]]
    t = float(np.clip((joints[point] - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1))
    offset = joints[point] - (1 - t) * a - t * b
    anchor = ((segment[0], round(1 - t, 3)), (segment[1], round(t, 3)))
    return Contact(point, anchor, (float(offset[0]), float(offset[1]), float(offset[2])), round(weight, 2))
