"""The numeric part of `contacts.py`: capsules, their distances, and the least-squares solver. Compiled."""

import numpy as np
from numpy.typing import NDArray

from training.rendering.compiled import compiled
from training.rendering.kinematics import joint_positions

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
TABLE_PULL = 0.0018
"""Weight of the distance from the table's angles, hand units per degree: decides only what contacts leave open."""
SOFT_RADII = 0.86
"""Two capsules touch at this fraction of the sum of their radii, because skin gives way."""
OVERLAP_WEIGHT = 2.5
"""Weight of a hand unit of overlap against a hand unit of missed contact."""


@compiled
def connected(i: int, j: int) -> bool:
    """Return whether capsules i < j belong to one finger, meet in a joint or both belong to the palm."""
    if i >= 15:
        return True
    if j >= 15:  # a finger and its own palm bone; the thumb grows out of the palm's edge
        return i // 3 == j - 14 or i < 2
    return i // 3 == j // 3


@compiled
def capsules(points: Array, roots: Array, radii: Array) -> tuple[Array, Array, Array]:
    """Return starts (19, 3), ends (19, 3) and radii (19,) of the capsules, in the order of `contacts.overlaps`.

    Args:
        points: (21, 3) joints.
        roots, radii: see Skeleton.
    """
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


@compiled
def segment_distance(p0: Array, p1: Array, q0: Array, q1: Array) -> float:
    """Return the distance of two line segments with ends (3,) (Ericson, Real-Time Collision Detection, 5.1.9)."""
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
    distance: float = np.sqrt((gap * gap).sum())
    return distance


@compiled
def thumb_distances(points: Array, roots: Array, radii: Array) -> Array:
    """Return (32,): distances of the thumb's two free segments from the 16 capsules of the other fingers and the palm.

    Pairs that meet in a joint are given 9, which is never too near.
    """
    starts, ends, _ = capsules(points, roots, radii)
    out = np.full(32, 9.0)
    for i in range(1, 3):
        for j in range(3, 19):
            if not connected(i, j):
                out[16 * (i - 1) + j - 3] = segment_distance(starts[i], ends[i], starts[j], ends[j])
    return out


@compiled
def _residuals(
    pose: Array,
    x: Array,
    points: Ints,
    mix: Array,
    offsets: Array,
    weights: Array,
    room: Array,
    heads: Array,
    segments: Array,
    roots: Array,
    radii: Array,
) -> Array:
    """Return missed contacts, overlaps of the thumb with other capsules, and distance from the table's angles."""
    k = joint_positions(pose, heads, segments, roots)
    n = len(points)
    out = np.zeros(3 * n + 32 + len(x))
    for i in range(n):
        for a in range(3):
            target = offsets[i, a]
            for j in range(21):
                target += mix[i, a, j] * k[j, a]
            out[3 * i + a] = weights[i] * (k[points[i], a] - target)
    row = 3 * n
    out[row : row + 32] = OVERLAP_WEIGHT * np.maximum(0.0, room - thumb_distances(k, roots, radii))
    row += 32
    out[row:] = TABLE_PULL * x
    return out


@compiled
def solve(
    pose: Array,
    start: Array,
    lift: Array,
    low: Array,
    high: Array,
    points: Ints,
    mix: Array,
    offsets: Array,
    weights: Array,
    room: Array,
    heads: Array,
    segments: Array,
    roots: Array,
    radii: Array,
) -> tuple[Array, float]:
    """Minimise the residuals by Levenberg–Marquardt with numeric derivatives (Marquardt 1963).

    Limits are kept by clipping every step. A variable at its limit whose gradient points outwards is left out.

    Args:
        pose: (parameters,) degrees, where all variables are 0.
        start: (variables,) degrees from `pose`.
        lift: (parameters, variables) matrix from variables to changes of the pose.
        low, high: (variables,) limits.
        points: (contacts,) joint numbers that should touch.
        mix: (contacts, 3, 21) weights of the joints that give each target.
        offsets: (contacts, 3) hand units, added to the target.
        weights: (contacts,).
        room: (32,) distances that `thumb_distances` may not fall below.
        heads, segments, roots, radii: see Skeleton.

    Returns:
        The pose and its cost, the sum of squared residuals.
    """
    n = lift.shape[1]
    x = start.copy()
    damping = 1e-3
    best = _residuals(pose + lift @ x, x, points, mix, offsets, weights, room, heads, segments, roots, radii)
    cost = (best * best).sum()
    jacobian = np.zeros((len(best), n))
    for _ in range(40):
        for c in range(n):
            moved = x.copy()
            step = 0.05 if x[c] + 0.05 <= high[c] else -0.05
            moved[c] += step
            r = _residuals(
                pose + lift @ moved, moved, points, mix, offsets, weights, room, heads, segments, roots, radii
            )
            jacobian[:, c] = (r - best) / step
        normal = jacobian.T @ jacobian
        gradient = jacobian.T @ best
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
            r = _residuals(
                pose + lift @ trial, trial, points, mix, offsets, weights, room, heads, segments, roots, radii
            )
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
