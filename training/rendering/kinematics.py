"""Forward kinematics of the hand: joint angles → rotations and positions. Compiled; called by `skeleton.py`.

A pose is a float64 vector of degrees in the order of PARAMETERS. `device/signing/skeleton.py` says what each parameter
is, and has the same formulas in NumPy for the bundled hand; a test compares both.
"""

import numpy as np
from numpy.typing import NDArray

from device.signing.skeleton import CUP_SHARE, OBLIQUE
from device.signing.skeleton import PARAMETER_INDEX as PARAMETER_INDEX
from device.signing.skeleton import PARAMETERS as PARAMETERS
from training.rendering.compiled import compiled
from training.rendering.rotation import axis_rotation

Array = NDArray[np.float64]


@compiled
def _rotations(pose: Array) -> tuple[Array, Array]:
    """Return (5, 3, 3, 3) rotations of the segments' own frames, and (4, 3, 3) of the metacarpals."""
    turn = np.zeros((5, 3, 3, 3))
    fore = axis_rotation(2, -pose[20]) @ axis_rotation(0, pose[21]) @ axis_rotation(1, -pose[22])
    turn[0, 0] = fore
    turn[0, 1] = fore @ axis_rotation(2, pose[23])
    turn[0, 2] = turn[0, 1] @ axis_rotation(2, pose[24])
    palm = np.zeros((4, 3, 3))
    for k in range(4):
        palm[k] = axis_rotation(0, pose[25] * CUP_SHARE[k])
        before = palm[k] @ axis_rotation(2, -pose[5 * k + 3]) @ axis_rotation(1, OBLIQUE[k])
        after = axis_rotation(1, pose[5 * k + 4] - OBLIQUE[k])
        flexed = 0.0
        for j in range(3):
            flexed += pose[5 * k + j]
            turn[k + 1, j] = before @ axis_rotation(0, flexed) @ after
    return turn, palm


@compiled
def joint_positions(pose: Array, heads: Array, segments: Array, roots: Array) -> Array:
    """Return the joints (21, 3) of a pose; see Skeleton.joints."""
    turn, palm = _rotations(pose)
    out = np.zeros((21, 3))
    for f in range(5):
        at = heads[f, 0].copy()
        if f > 0:
            at = roots[f - 1] + palm[f - 1] @ (heads[f, 0] - roots[f - 1])
        out[1 + 4 * f] = at
        for j in range(3):
            at = at + turn[f, j] @ segments[f, j]
            out[2 + 4 * f + j] = at
    return out


@compiled
def bone_transforms(pose: Array, heads: Array, frames: Array, segments: Array, roots: Array) -> tuple[Array, Array]:
    """Return rotations (22, 3, 3) and translations (22, 3); see Skeleton.bones. The forearm's bones stay at rest."""
    turn, palm = _rotations(pose)
    rotation = np.zeros((22, 3, 3))
    translation = np.zeros((22, 3))
    for b in range(3):
        rotation[b] = np.eye(3)
    for k in range(4):
        rotation[3 + k] = palm[k]
        translation[3 + k] = roots[k] - palm[k] @ roots[k]
    for f in range(5):
        at = heads[f, 0].copy()
        if f > 0:
            at = roots[f - 1] + palm[f - 1] @ (heads[f, 0] - roots[f - 1])
        for j in range(3):
            b = 7 + 3 * f + j
            rotation[b] = turn[f, j] @ frames[f, j].T
            translation[b] = at - rotation[b] @ heads[f, j]
            at = at + turn[f, j] @ segments[f, j]
    return rotation, translation
