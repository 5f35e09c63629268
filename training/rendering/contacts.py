"""Where the thumb rests: least squares over a few joints, with fingers that must not pass through each other.

A letter names contacts ("the thumb's tip lies beside the index finger's middle joint") instead of thumb angles. The
same letter then fits thick and thin, long and short hands. Fingers are capsules (segments with a radius). The solver
pushes two capsules apart if they overlap by more than soft skin gives way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.rendering.contact_solver import (
    SOFT_RADII,
    capsules,
    connected,
    segment_distance,
    solve,
    thumb_distances,
)
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.skeleton import Skeleton

Array = NDArray[np.float64]
LIMITS = {"t_r": (-25, 80), "t_e": (0, 82), "t_p": (0, 100), "t_mcp": (-5, 55), "t_ip": (-14, 78)}
"""Lowest and highest angle of the thumb's joints, degrees."""
FLEXION_LIMIT = {"mcp": 95.0, "pip": 112.0, "dip": 78.0}
"""Highest flexion of the fingers' joints, degrees."""
GOOD_COST = 0.012
"""Cost (squared hand units) below which no other start is tried: about a centimetre missed in all."""
OTHER_STARTS = (
    dict(zip(LIMITS, (25, 82, 0, 10, 70), strict=True)),
    dict(zip(LIMITS, (50, 60, 0, 40, 40), strict=True)),
)
"""Further starts for the thumb, in front of the fist and beside it: a search can end on the wrong side of a finger."""


@dataclass(frozen=True)
class Contact:
    """A contact: joint `point` should lie at the weighted mean of the `anchor` joints plus `offset`.

    Attributes:
        point: joint number (see Skeleton.joints), 4 = thumb tip, 3 = thumb joint.
        anchor: (joint, weight) pairs; the weights normally sum to 1.
        offset: hand units, hand axes (thumb side, fingers up, out of the palm).
        weight: relative to the other contacts.
        axes: factor of the anchor's x, y and z; 0 uses the offset alone.
    """

    point: int
    anchor: tuple[tuple[int, float], ...] = ()
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    weight: float = 1.0
    axes: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class FreeJoints:
    """Which joints the solver may move.

    Attributes:
        lead: finger (i, m, r or l) whose flexion may change; "" for none.
        follow: fingers that change by the same angles.
        joints: of these fingers.
        reach: degrees by which a finger's joint may leave its table value.
        thumb: the thumb's joints.
    """

    lead: str = ""
    follow: str = ""
    joints: tuple[str, ...] = ("mcp", "pip", "dip")
    reach: float = 40.0
    thumb: tuple[str, ...] = field(default=tuple(LIMITS))

    def lift(self, pose: Array) -> tuple[Array, Array, Array]:
        """Return a (parameters, variables) matrix and the variables' lower and upper limits, as changes of `pose`."""
        columns, low, high = [], [], []
        for name in self.thumb:
            columns.append([PARAMETER_INDEX[name]])
            low.append(LIMITS[name][0] - pose[PARAMETER_INDEX[name]])
            high.append(LIMITS[name][1] - pose[PARAMETER_INDEX[name]])
        for joint in self.joints if self.lead else ():
            columns.append([PARAMETER_INDEX[f"{f}_{joint}"] for f in self.lead + self.follow])
            low.append(-self.reach)
            high.append(min(self.reach, FLEXION_LIMIT[joint] - pose[columns[-1]].max()))
        matrix = np.zeros((len(PARAMETERS), len(columns)))
        for c, rows in enumerate(columns):
            matrix[rows, c] = 1
        return matrix, np.minimum(np.array(low), 0.0), np.maximum(np.array(high), 0.0)


THUMB_ONLY = FreeJoints()


def solve_contacts(
    skeleton: Skeleton,
    pose: Array,
    contacts: Sequence[Contact],
    freedom: FreeJoints = THUMB_ONLY,
    fitted: Array | None = None,
) -> Array:
    """Return the pose (len(PARAMETERS),) in degrees nearest to `pose` that meets the contacts; a copy without any.

    Args:
        skeleton: of the hand.
        pose: where the search begins, degrees.
        contacts: what must touch.
        freedom: joints that may move.
        fitted: a pose, degrees, that was fitted on a surface: capsules may come as near as they do in it, and no other
            start is tried. None: they touch where soft skin gives way.
    """
    if not contacts:
        return pose.copy()
    room = SOFT_RADII * _radii_of_pairs(skeleton)
    if fitted is not None:
        room = np.minimum(room, thumb_distances(skeleton.joints(fitted), skeleton.roots, skeleton.radii))
    n = len(contacts)
    points = np.array([c.point for c in contacts])
    mix = np.zeros((n, 3, 21))
    for i, c in enumerate(contacts):
        for joint, weight in c.anchor:
            mix[i, :, joint] += np.multiply(weight, c.axes)
    offsets = np.array([c.offset for c in contacts], float)
    weights = np.array([c.weight for c in contacts], float)
    lift, low, high = freedom.lift(pose)
    s = skeleton
    bones = (room, s.heads, s.segments, s.roots, s.radii)
    start = np.zeros(lift.shape[1])
    best, cost = solve(pose, start, lift, low, high, points, mix, offsets, weights, *bones)
    for thumb in OTHER_STARTS:
        if cost < GOOD_COST or fitted is not None:
            break
        for i, name in enumerate(freedom.thumb):
            start[i] = thumb[name] - pose[PARAMETER_INDEX[name]]
        again, new = solve(pose, np.clip(start, low, high), lift, low, high, points, mix, offsets, weights, *bones)
        if new < cost:
            best, cost = again, new
    return best


def _radii_of_pairs(skeleton: Skeleton) -> Array:
    """Return (32,): the sum of the radii of each pair of `contact_solver.thumb_distances`."""
    r = np.concatenate([skeleton.radii[:5].ravel(), np.full(4, skeleton.radii[5, 0])])
    out: Array = (r[1:3, None] + r[None, 3:]).ravel()
    return out


def overlaps(skeleton: Skeleton, pose: Array) -> Array:
    """Return (19, 19): how deep capsules overlap, as a fraction of the sum of their radii (0 apart, 1 axes cross).

    Rows: three segments from the knuckle of thumb, index, middle, ring and little finger, then four palm bones. Only
    j > i is filled; pairs that meet in a joint are 0.
    """
    points = skeleton.joints(pose)
    starts, ends, radii = capsules(points, skeleton.roots, skeleton.radii)
    out = np.zeros((19, 19))
    for i in range(19):
        for j in range(i + 1, 19):
            if not connected(i, j):
                total = radii[i] + radii[j]
                out[i, j] = max(0.0, 1 - segment_distance(starts[i], ends[i], starts[j], ends[j]) / total)
    return out
