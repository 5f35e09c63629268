"""Where the thumb rests: least squares over a few joints, with fingers that may not pass through each other.

A letter names contacts ("the thumb's tip lies beside the index finger's middle joint") instead of thumb
angles, so the same letter fits thick and thin, long and short hands. Fingers are capsules: where two
overlap by more than soft skin gives way, the solver pushes them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numba as nb
import numpy as np
from numpy.typing import NDArray

from training.rendering.skeleton import PARAMETER_INDEX, PARAMETERS, Skeleton, joints

Array = NDArray[np.float64]
LIMITS = {"t_r": (-25, 80), "t_e": (0, 82), "t_p": (0, 100), "t_mcp": (-5, 55), "t_ip": (-14, 78)}
"""Reach of the thumb's joints, degrees."""
FLEXION_LIMIT = {"mcp": 95.0, "pip": 112.0, "dip": 78.0}
TABLE_PULL = 0.0018
"""Pull towards the table's angles, hand units per degree: decides only what contacts leave open."""
SOFT_RADII = 0.86
"""Two capsules touch at this share of the sum of their radii: skin gives way."""
GOOD_COST = 0.012
"""A cost (squared hand units) at which no other start is tried: about a centimetre missed in all."""
OTHER_STARTS = (
    dict(zip(LIMITS, (25, 82, 0, 10, 70), strict=True)),
    dict(zip(LIMITS, (50, 60, 0, 40, 40), strict=True)),
)
"""Thumbs in front of the fist and beside it: the search can end on the wrong side of a finger."""
OVERLAP_WEIGHT = 2.5
"""Weight of a hand unit of overlap against a hand unit of missed contact."""


@dataclass(frozen=True)
class Contact:
    """Joint `point` belongs at the weighted mean of `anchor` joints plus `offset`.

    Attributes:
        point: joint number (see Skeleton.joints), 4 = thumb tip, 3 = thumb joint.
        anchor: (joint, share) pairs; shares normally add up to 1.
        offset: hand units, hand axes (thumb side, fingers up, out of the palm).
        weight: against the other contacts.
        axes: which of x, y, z the anchor gives; 0 takes the offset alone.
    """

    point: int
    anchor: tuple[tuple[int, float], ...] = ()
    offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    weight: float = 1.0
    axes: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class FreeJoints:
    """What may move: the thumb always; a finger's flexion, with other fingers following it, where named."""

    lead: str = ""
    follow: str = ""
    joints: tuple[str, ...] = ("mcp", "pip", "dip")
    reach: float = 40.0  # a finger joint may leave its table value by this many degrees
    thumb: tuple[str, ...] = field(default=tuple(LIMITS))

    def lift(self, pose: Array) -> tuple[Array, Array, Array]:
        """(parameters, variables) matrix and the variables' lower and upper limits, as changes of `pose`."""
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
    skeleton: Skeleton, pose: Array, contacts: Sequence[Contact], freedom: FreeJoints = THUMB_ONLY
) -> Array:
    """The pose nearest to `pose` that meets the contacts; unchanged when there are none."""
    if not contacts:
        return pose.copy()
    n = len(contacts)
    points = np.array([c.point for c in contacts])
    mix = np.zeros((n, 3, 21))
    for i, c in enumerate(contacts):
        for joint, share in c.anchor:
            mix[i, :, joint] += np.multiply(share, c.axes)
    offsets = np.array([c.offset for c in contacts], float)
    weights = np.array([c.weight for c in contacts], float)
    lift, low, high = freedom.lift(pose)
    s = skeleton
    bones = (s.heads, s.segments, s.roots, s.radii)
    start = np.zeros(lift.shape[1])
    best, cost = _solve(pose, start, lift, low, high, points, mix, offsets, weights, *bones)
    for thumb in OTHER_STARTS:
        if cost < GOOD_COST:
            break
        for i, name in enumerate(freedom.thumb):
            start[i] = thumb[name] - pose[PARAMETER_INDEX[name]]
        again, new = _solve(pose, np.clip(start, low, high), lift, low, high, points, mix, offsets, weights, *bones)
        if new < cost:
            best, cost = again, new
    return best


def overlaps(skeleton: Skeleton, pose: Array) -> Array:
    """(19, 19) how deep capsules overlap, in shares of the sum of their radii (0 = apart, 1 = axes cross).

    Rows: thumb 3, index 3, … little 3 segments from the knuckle, then 4 palm bones. Only j > i is filled,
    without segments that meet in a joint.
    """
    points = skeleton.joints(pose)
    starts, ends, radii = _capsules(points, skeleton.roots, skeleton.radii)
    out = np.zeros((19, 19))
    for i in range(19):
        for j in range(i + 1, 19):
            if not _neighbours(i, j):
                total = radii[i] + radii[j]
                out[i, j] = max(0.0, 1 - _distance(starts[i], ends[i], starts[j], ends[j]) / total)
    return out


@nb.njit(cache=True)
def _neighbours(i, j):  # noqa: ANN001, ANN202
    if i >= 15:
        return True
    if j >= 15:  # a finger and its own palm bone; the thumb grows out of the palm's edge
        return i // 3 == j - 14 or i < 2
    return i // 3 == j // 3


@nb.njit(cache=True)
def _capsules(points, roots, radii):  # noqa: ANN001, ANN202
    starts = np.zeros((19, 3))
    ends = np.zeros((19, 3))
    r = np.zeros(19)
    for f in range(5):
        for j in range(3):
            c = 3 * f + j
            starts[c] = points[1 + 4 * f + j]
            ends[c] = points[2 + 4 * f + j]
            r[c] = radii[f, j]
            if j == 2:  # the tip landmark is on the skin: the capsule ends a radius before it
                d = ends[c] - starts[c]
                length = np.sqrt((d * d).sum())
                ends[c] = starts[c] + d * max(0.1, 1 - r[c] / length)
    for k in range(4):
        starts[15 + k] = roots[k] * 0.3 + points[5 + 4 * k] * 0.7
        ends[15 + k] = points[5 + 4 * k]
        r[15 + k] = radii[5, 0]
    return starts, ends, r


@nb.njit(cache=True)
def _distance(p0, p1, q0, q1):  # noqa: ANN001, ANN202
    """Shortest distance of two line segments."""
    d1 = p1 - p0
    d2 = q1 - q0
    r = p0 - q0
    a = (d1 * d1).sum()
    e = (d2 * d2).sum()
    f = (d2 * r).sum()
    c = (d1 * r).sum()
    b = (d1 * d2).sum()
    denominator = a * e - b * b
    s = 0.0
    if denominator > 1e-12:
        s = min(1.0, max(0.0, (b * f - c * e) / denominator))
    t = (b * s + f) / e
    if t < 0:
        t = 0.0
        s = min(1.0, max(0.0, -c / a))
    elif t > 1:
        t = 1.0
        s = min(1.0, max(0.0, (b - c) / a))
    gap = r + d1 * s - d2 * t
    return np.sqrt((gap * gap).sum())


@nb.njit(cache=True)
def _residuals(pose, x, points, mix, offsets, weights, heads, segments, roots, radii):  # noqa: ANN001, ANN202
    k = joints(pose, heads, segments, roots)
    n = len(points)
    out = np.zeros(3 * n + 32 + len(x))
    for i in range(n):
        for a in range(3):
            target = offsets[i, a]
            for j in range(21):
                target += mix[i, a, j] * k[j, a]
            out[3 * i + a] = weights[i] * (k[points[i], a] - target)
    starts, ends, r = _capsules(k, roots, radii)
    row = 3 * n
    for i in range(1, 3):
        for j in range(3, 19):
            total = SOFT_RADII * (r[i] + r[j])
            if not _neighbours(i, j):
                out[row] = OVERLAP_WEIGHT * max(0.0, total - _distance(starts[i], ends[i], starts[j], ends[j]))
            row += 1
    out[row:] = TABLE_PULL * x
    return out


@nb.njit(cache=True)
def _solve(pose, start, lift, low, high, points, mix, offsets, weights, heads, segments, roots, radii):  # noqa: ANN001, ANN202
    """Levenberg–Marquardt with numeric derivatives; the limits are kept by clipping every step."""
    n = lift.shape[1]
    x = start.copy()
    damping = 1e-3
    best = _residuals(pose + lift @ x, x, points, mix, offsets, weights, heads, segments, roots, radii)
    cost = (best * best).sum()
    jacobian = np.zeros((len(best), n))
    for _ in range(40):
        for c in range(n):
            moved = x.copy()
            step = 0.05 if x[c] + 0.05 <= high[c] else -0.05
            moved[c] += step
            r = _residuals(pose + lift @ moved, moved, points, mix, offsets, weights, heads, segments, roots, radii)
            jacobian[:, c] = (r - best) / step
        normal = jacobian.T @ jacobian
        gradient = jacobian.T @ best
        # A joint at its limit that wants to go further is left out of the step.
        for c in range(n):
            if (x[c] <= low[c] and gradient[c] > 0) or (x[c] >= high[c] and gradient[c] < 0):
                normal[c, :] = 0
                normal[:, c] = 0
                normal[c, c] = 1
                gradient[c] = 0
        improved = False
        for _ in range(8):
            damped = normal.copy()
            for c in range(n):
                damped[c, c] += damping * (normal[c, c] + 1e-6)
            trial = x - np.linalg.solve(damped, gradient)
            for c in range(n):
                trial[c] = min(high[c], max(low[c], trial[c]))
            r = _residuals(pose + lift @ trial, trial, points, mix, offsets, weights, heads, segments, roots, radii)
            new = (r * r).sum()
            if new < cost:
                improved = cost - new > 1e-7 * cost
                x, best, cost = trial, r, new
                damping = max(1e-6, damping * 0.3)
                break
            damping *= 5
        if not improved:
            break
    return pose + lift @ x, cost
