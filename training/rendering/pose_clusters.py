"""The ways in which people sign: tracked hands of one sign, one for each person, sorted into clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from training.datasets.tracked_hands import TrackedHand

Array = NDArray[np.float64]
MAX_ALIGNMENT = 30.0
"""Two hands may be turned in the picture plane by this much before they are compared, degrees."""
SAME_WAY = 0.42
"""Hands whose clusters are nearer than this on average are one way of signing, in units of the hand's spread."""
MIN_SHARE, MIN_PEOPLE = 0.05, 3
"""A cluster with fewer people than this is left out: most are tracking errors."""


@dataclass(frozen=True)
class Cluster:
    """One way of signing.

    Attributes:
        share: of all people, 0–1.
        hands: one of each person, nearest to the medoid first; hands[0] is the medoid.
        points: (n, 21, 3) their landmarks, centred, root mean square distance 1 in the picture plane.
        spread: mean distance of the landmarks from the medoid's, after alignment.
    """

    share: float
    hands: tuple[TrackedHand, ...]
    points: Array
    spread: float


def normalised(points: Array) -> Array:
    """Centre landmarks (n, 21, 2 or 3) and scale them to root mean square distance 1 in the picture plane."""
    out = points - points.mean(1, keepdims=True)
    size = np.sqrt((out[..., :2] ** 2).sum(2).mean(1))
    scaled: Array = out / np.maximum(size, 1e-9)[:, None, None]
    return scaled


def distances(points: Array) -> Array:
    """Return (n, n): the mean distance of the landmarks of two normalised hands, turned in the picture plane.

    The turn is the best one (Procrustes) within MAX_ALIGNMENT.
    """
    z = points[..., 0] + 1j * points[..., 1]
    turn = np.clip(np.angle(z.conj() @ z.T), -np.radians(MAX_ALIGNMENT), np.radians(MAX_ALIGNMENT))
    out = np.array([np.abs(z * np.exp(-1j * turn[i])[:, None] - z[i]).mean(1) for i in range(len(z))])
    both: Array = (out + out.T) / 2
    return both


def one_of_each(hands: Sequence[TrackedHand]) -> list[TrackedHand]:
    """Return each person's most typical hand."""
    groups: dict[str, list[TrackedHand]] = {}
    for hand in hands:
        groups.setdefault(hand.signer, []).append(hand)
    return [group[_medoid(distances(normalised(_points(group))))] for group in groups.values()]


def clusters(hands: Sequence[TrackedHand], limit: float = SAME_WAY) -> list[Cluster]:
    """Sort the hands of one sign into ways of signing, most frequent first (average linkage)."""
    people = one_of_each(hands)
    points = normalised(_points(people))
    gaps = distances(points)
    np.fill_diagonal(gaps, 0)
    names = fcluster(linkage(squareform(gaps, checks=False), "average"), limit, "distance")
    out = []
    for name in np.unique(names):
        own = np.flatnonzero(names == name)
        if len(own) < max(MIN_PEOPLE, MIN_SHARE * len(people)):
            continue
        centre = own[_medoid(gaps[np.ix_(own, own)])]
        order = own[np.argsort(gaps[centre, own])]
        spread = float(gaps[centre, order].mean())
        out.append(Cluster(len(own) / len(people), tuple(people[i] for i in order), points[order], spread))
    return sorted(out, key=lambda c: -c.share)


def _points(hands: Sequence[TrackedHand]) -> Array:
    return np.array([hand.points for hand in hands])


def _medoid(gaps: Array) -> int:
    return int(gaps.sum(1).argmin())
