"""Make the pose table: cluster the training people of each sign, fit a pose to each cluster, derive the contacts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation
from tqdm import tqdm

from device.names import shown
from device.system.text_file import reason_of
from training.datasets.outputs import check_output
from training.datasets.tracked_hands import TrackedHand, tracked_hands
from training.errors import DataError, RunError
from training.rendering.contact_table import Contacts, contact_table
from training.rendering.contacts import OTHER_STARTS, THUMB_ONLY, Contact, FreeJoints
from training.rendering.handshape import THUMB_JOINTS, Handshape, Variant, View
from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.mesh_contacts import PosedSkin
from training.rendering.person import Arm
from training.rendering.pose_clusters import Cluster, clusters
from training.rendering.pose_fit import Fit, PoseFitter
from training.rendering.pose_residuals import Goal
from training.rendering.pose_table import (
    FILE,
    FINGER_JOINTS,
    FINGER_NAMES,
    SIGNS,
    built_in_table,
    finger_of,
    thumb_of,
    write_table,
)
from training.rendering.rotation import view_rotation

Array = NDArray[np.float64]
NOTE = "Written by `python -m training handshapes fit`; fitted to the training people of signers/ and hands/."
SAMPLE = 10
"""Hands of a cluster that a pose is fitted to: the medoid and others, spread over the nearest three quarters."""
NEAREST = 0.75
MEDOID_WEIGHT = 2.0
TIP_WEIGHT, JOINT_WEIGHT = 1.6, 0.7
"""Weights of the thumb's tip and of its joint when a contact is carried over to another hand."""


@dataclass(frozen=True)
class FittedWay:
    """One way of signing and how well it was fitted.

    Attributes:
        way: as in the pose table.
        fit: the pose and the views of the sampled hands.
        hands: the sampled hands, the medoid first.
        spread: of the cluster, see pose_clusters.
    """

    way: Variant
    fit: Fit
    hands: tuple[TrackedHand, ...]
    spread: float


def fit_sign(sign: str, hands: Sequence[TrackedHand], starts: Sequence[Handshape]) -> list[FittedWay]:
    """Fit every way in which people show a sign, the usual one first.

    Args:
        sign: static letter or number.
        hands: of training people who show it.
        starts: handshapes from which the search begins.
    """
    contacts, arm = contact_table()[sign], Arm()
    found = clusters(hands)
    fitted = []
    for k, cluster in enumerate(found):
        chosen = sample_of(cluster)
        fit = fit_cluster(cluster, contacts, [pose for s in starts for pose in start_poses(s, contacts, arm)], arm)
        share = cluster.share / sum(c.share for c in found)
        views = tuple(view_of(r) for r in fit.rotations)
        shape = shape_of(fit.pose, contacts, arm, views[0])
        way = Variant(f"way {k + 1}", share, shape, views, len(cluster.hands))
        fitted.append(FittedWay(way, fit, tuple(cluster.hands[i] for i in chosen), cluster.spread))
    return usual_first(fitted, contacts)


def usual_first(fitted: Sequence[FittedWay], contacts: Contacts) -> list[FittedWay]:
    """Put the way that learners are shown first: the most frequent one, or the one nearest to the wanted view."""
    out = list(fitted)
    if contacts.usual is not None:
        wanted = view_rotation(contacts.usual)
        out.sort(key=lambda f: Rotation.from_matrix(wanted.T @ f.fit.rotations[0]).magnitude())
    return out


def sample_of(cluster: Cluster) -> NDArray[np.int64]:
    """Return the numbers of the hands that a cluster is fitted to."""
    n = len(cluster.hands)
    return np.unique(np.linspace(0, NEAREST * (n - 1), min(SAMPLE, n)).astype(np.int64))


def fit_cluster(cluster: Cluster, contacts: Contacts, starts: Sequence[Array], arm: Arm) -> Fit:
    """Fit one pose to a cluster."""
    chosen = sample_of(cluster)
    weights = np.ones(len(chosen))
    weights[0] = MEDOID_WEIGHT
    goal = Goal(contacts.all_touching, contacts.apart, contacts.folded, contacts.views, contacts.trust or {})
    return PoseFitter(arm, goal, cluster.points[chosen], weights).fit(starts)


def start_poses(shape: Handshape, contacts: Contacts, arm: Arm) -> list[Array]:
    """Return poses (degrees) where a search begins: the handshape with its own thumb and with two others."""
    base = shape.pose(arm.skeleton)
    for name, angle in (contacts.start or {}).items():
        base[PARAMETER_INDEX[name]] = angle
    out = [base]
    for thumb in OTHER_STARTS:
        other = base.copy()
        for name, angle in thumb.items():
            other[PARAMETER_INDEX[name]] = angle
        out.append(other)
    return out


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


def named_ways(fitted: Sequence[FittedWay]) -> tuple[Variant, ...]:
    """Return the ways of a sign for the table; the first one is named “usual”."""
    names = ["usual", *(f"way {k}" for k in range(2, len(fitted) + 1))]
    return tuple(replace(f.way, name=name) for name, f in zip(names, fitted, strict=True))


def fit_table(data: Path, signs: Sequence[str], out: Path | None) -> Path:
    """Fit signs to the training people and write the pose table; the other signs keep their rows.

    Args:
        data: folder that holds signers/ and hands/.
        signs: to fit; empty for all.
        out: file to write; None: the built-in table.

    Raises:
        DataError: the data are missing or a sign is unknown.
        RunError: the file cannot be written.
    """
    path = out or FILE
    unknown = set(signs) - set(SIGNS)
    if unknown:
        raise DataError(f"{min(unknown)!r} is no static letter and no number.")
    check_output(path)
    hands = tracked_hands(data)
    table = dict(built_in_table())
    for sign in tqdm(signs or SIGNS, unit="sign"):
        own = [hand for hand in hands if hand.sign == sign]
        table[sign] = named_ways(fit_sign(sign, own, [way.shape for way in built_in_table()[sign][:1]]))
    try:
        write_table(path, {sign: table[sign] for sign in SIGNS}, NOTE)
    except OSError as error:
        raise RunError(f"{shown(path)} cannot be written: {reason_of(error)}.") from error
    return path
