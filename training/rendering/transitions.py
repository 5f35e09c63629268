"""Between two letters: the way in which thumb and fingers pass through each other least."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from device.signing.pose_table import Sign
from device.signing.timeline import WAYS, blend
from training.rendering.compiled import compiled
from training.rendering.contact_solver import capsules, connected, segment_distance
from training.rendering.kinematics import joint_positions
from training.rendering.skeleton import Skeleton

Array = NDArray[np.float64]
STEPS = (0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85)
"""Fractions of a transition at which overlaps are measured."""
DETOUR_COST = (0.0, 0.06, 0.14)
"""What a way must save to be chosen, for ways without opening, with fingers that open, and with the thumb aside."""


def way_overlap(skeleton: Skeleton, start: Array, end: Array, way: int) -> float:
    """Return the deepest overlap of two parts of the hand in a transition, beyond that of its ends.

    The depth is a fraction of the sum of their radii.

    Args:
        skeleton: of the hand.
        start, end: poses, degrees.
        way: number in timeline.WAYS.
    """
    allowed = max(_pose_overlap(skeleton, start), _pose_overlap(skeleton, end))
    deepest = max(_pose_overlap(skeleton, blend(start, end, u, way)) for u in STEPS)
    return max(0.0, deepest - allowed)


def best_ways(skeleton: Skeleton, signs: Mapping[str, Sign]) -> dict[tuple[str, str], int]:
    """Return for each pair of signs the number of the best of timeline.WAYS."""
    out = {}
    for a, start in signs.items():
        for b, end in signs.items():
            costs = []
            for way in range(len(WAYS)):
                cost = way_overlap(skeleton, start.pose, end.pose, way) + DETOUR_COST[way // 3] + 0.01 * (way % 3 > 0)
                costs.append(cost)
                if cost <= 0.02:
                    break
            out[a, b] = 0 if a == b else int(np.argmin(costs))
    return out


def _pose_overlap(skeleton: Skeleton, pose: Array) -> float:
    return _deepest(pose, skeleton.heads, skeleton.segments, skeleton.roots, skeleton.radii)


@compiled
def _deepest(pose: Array, heads: Array, segments: Array, roots: Array, radii: Array) -> float:
    """Return how deep the worst two capsules overlap, as a fraction of the sum of their radii."""
    starts, ends, r = capsules(joint_positions(pose, heads, segments, roots), roots, radii)
    worst = 0.0
    for i in range(15):
        for j in range(i + 1, 19):
            if not connected(i, j):
                distance = segment_distance(starts[i], ends[i], starts[j], ends[j])
                worst = max(worst, 1 - distance / (r[i] + r[j]))
    return worst
