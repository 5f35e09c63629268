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
from training.rendering.contacts import OTHER_STARTS
from training.rendering.fitted_shape import shape_of, view_of
from training.rendering.handshape import Handshape, Variant
from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.person import Arm
from training.rendering.pose_clusters import Cluster, clusters
from training.rendering.pose_fit import Fit, PoseFitter
from training.rendering.pose_residuals import Goal
from training.rendering.pose_search import PoseSearch, search_pose
from training.rendering.pose_table import FILE, SIGNS, built_in_table, write_table
from training.rendering.read_back import Reader, bundled_classifier
from training.rendering.rotation import view_rotation

Array = NDArray[np.float64]
NOTE = "Written by `python -m training handshapes fit`; fitted to the training people of signers/ and hands/."
SAMPLE = 10
"""Hands of a cluster that a pose is fitted to: the medoid and others, spread over the nearest three quarters."""
NEAREST = 0.75
MEDOID_WEIGHT = 2.0


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
        starts: handshapes from which the fit begins, but for the usual way of signs that are searched for.
    """
    contacts, arm = contact_table()[sign], Arm()
    found = clusters(hands)
    fitted = []
    for k, cluster in enumerate(found):
        chosen = sample_of(cluster)
        if k == 0 and contacts.searched:
            fit = search_cluster(sign, cluster, contacts, arm)
        else:
            rest = replace(contacts, start=None) if contacts.searched else contacts
            fit = fit_cluster(cluster, rest, [pose for s in starts for pose in start_poses(s, rest, arm)], arm)
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
    return _fitter(cluster, contacts, arm).fit(starts)


def search_cluster(sign: str, cluster: Cluster, contacts: Contacts, arm: Arm) -> Fit:
    """Fit a pose to a cluster from the row's `start`, whatever stands in the pose table, and search on if it lacks."""
    start = np.zeros(len(PARAMETER_INDEX))
    for name, angle in (contacts.start or {}).items():
        start[PARAMETER_INDEX[name]] = angle
    fitter = _fitter(cluster, contacts, arm)
    first = fitter.fit([start])
    way = Variant("usual", 1.0, shape_of(first.pose, contacts, arm, contacts.views[0]), contacts.views)
    search, reader = PoseSearch(arm, contacts, fitter, first.rotations), Reader(bundled_classifier(), sign, way)
    tried = replace(search, reader=reader)
    as_begun = replace(tried, rotations=fitter.views(start, first.rotations))
    if as_begun.cost(start) < tried.cost(first.pose):
        first = replace(first, pose=start, rotations=as_begun.rotations)
        search.rotations = as_begun.rotations
    if search.good_enough(first.pose, reader):
        return first
    pose, rotations = search_pose(search, first.pose, reader)
    return Fit(pose, rotations, fitter.misses(pose, rotations), search.cost(pose))


def _fitter(cluster: Cluster, contacts: Contacts, arm: Arm) -> PoseFitter:
    chosen = sample_of(cluster)
    weights = np.ones(len(chosen))
    weights[0] = MEDOID_WEIGHT
    goal = Goal(
        contacts.all_touching,
        contacts.apart,
        contacts.folded,
        contacts.alike,
        contacts.order,
        contacts.views,
        contacts.trust or {},
    )
    return PoseFitter(arm, goal, cluster.points[chosen], weights)


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
