"""Which landmarks of a hand another finger covers, seen from several sides."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from training.rendering.compiled import compiled
from training.rendering.contact_solver import capsules, connected, segment_distance
from training.rendering.skeleton import Skeleton

Array = NDArray[np.float64]


def hidden_landmarks(skeleton: Skeleton, pose: Array, landmarks: Array, towards: Array) -> NDArray[np.bool_]:
    """Return (n, 21): whether another finger covers a landmark.

    Args:
        skeleton: of the hand.
        pose: (len(PARAMETERS),) degrees.
        landmarks: (21, 3) rest axes.
        towards: (n, 3) directions of the viewers.
    """
    starts, ends, radii = capsules(skeleton.joints(pose), skeleton.roots, skeleton.radii)
    return np.asarray(_hidden(landmarks, np.ascontiguousarray(towards), starts, ends, radii, _may_hide()), bool)


@cache
def _may_hide() -> NDArray[np.bool_]:
    """Return (21, 19): whether a capsule may hide a landmark: it does not meet those that end there."""
    out = np.ones((21, 19), bool)
    for j in range(21):
        own = _capsules_of(j)
        for c in range(19):
            out[j, c] = c not in own and not any(connected(min(c, o), max(c, o)) for o in own)
    return out


@compiled
def _hidden(
    at: Array, towards: Array, starts: Array, ends: Array, radii: Array, may_hide: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return (n, 21): whether a capsule lies between each landmark and the viewers, whose directions are (n, 3)."""
    out = np.zeros((len(towards), 21), np.bool_)
    for n in range(len(towards)):
        for j in range(21):
            for c in range(19):
                if may_hide[j, c]:
                    near, far = at[j] + towards[n] * radii[c], at[j] + towards[n] * 3
                    if segment_distance(near, far, starts[c], ends[c]) < 0.85 * radii[c]:
                        out[n, j] = True
                        break
    return out


def _capsules_of(landmark: int) -> tuple[int, ...]:
    """Return the capsules (see contact_solver) that meet at a landmark."""
    if landmark == 0:
        return (15, 16, 17, 18)
    finger, joint = divmod(landmark - 1, 4)
    own = [3 * finger + j for j in (joint - 1, joint) if 0 <= j <= 2]
    return tuple(own)
