"""Pose parameters → joints, by forward kinematics.

A pose is a float64 vector of degrees in the order of PARAMETERS. For each finger (i, m, r, l): `mcp`,
`pip`, `dip` flexion, `abd` towards the thumb side, `tw` twist. Thumb: `t_r` radial spread from the hand's
axis, `t_e` out of the palm, `t_p` pronation, `t_mcp`, `t_ip` flexion. `cup` hollows the palm; `w_flex`,
`w_dev`, `w_tw` bend the forearm against the hand.
"""

import math
from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from training.rendering.asset import BONES

Array = NDArray[np.float64]
FINGERS = ("thumb", "index", "middle", "ring", "little")
PARAMETERS = (
    *(f"{f}_{j}" for f in "imrl" for j in ("mcp", "pip", "dip", "abd", "tw")),
    *("t_r", "t_e", "t_p", "t_mcp", "t_ip"),
    *("cup", "w_flex", "w_dev", "w_tw"),
)
PARAMETER_INDEX = {name: i for i, name in enumerate(PARAMETERS)}
THUMB, CUP, WRIST = PARAMETER_INDEX["t_r"], PARAMETER_INDEX["cup"], PARAMETER_INDEX["w_flex"]
OBLIQUE = np.array([4.0, 0.0, -6.0, -12.0])
"""Degrees by which index … little turn about their own axis when they close, so that fists converge."""
CUP_SHARE = np.array([0.0, 0.2, 0.6, 1.0])
"""How far each metacarpal follows `cup`: the little finger's side of the palm is the one that moves."""

LANDMARK_BONE = np.array([2, 2, 7, 8, 9, *(b for k in range(4) for b in (3 + k, 10 + 3 * k, 11 + 3 * k, 12 + 3 * k))])
"""The bone (number in asset.BONES) each landmark is fixed to."""
TRACKER_OFFSETS = np.array(
    [
        (-0.001, 0.209, 0.042),
        (0.021, 0.018, 0.175),
        (0.061, 0.069, 0.078),
        (-0.048, 0.015, -0.016),
        (-0.038, -0.041, -0.042),
        (0.030, 0.107, 0.106),
        (0.011, 0.017, 0.067),
        (0.007, 0.004, 0.047),
        (-0.006, -0.055, -0.028),
        (0.005, 0.058, 0.133),
        (0.006, 0.006, 0.031),
        (0.005, -0.029, 0.030),
        (0.008, -0.078, -0.028),
        (-0.004, 0.040, 0.134),
        (0.006, -0.007, 0.014),
        (0.008, -0.005, 0.050),
        (0.046, -0.053, -0.016),
        (-0.037, 0.060, 0.101),
        (-0.013, -0.001, 0.018),
        (0.000, -0.004, 0.036),
        (0.027, -0.025, -0.008),
    ]
)
"""Where MediaPipe Hands 0.10.21 marks each joint, relative to the rig's, in hand units and rest axes.

The rig's wrist lies deeper in the arm and its knuckles lie under the back of the hand, where a tracker
trained on people's clicks marks the middle. Fitted by robust least squares to what MediaPipe found on 864
clean renders of 40 synthetic people (median residual 0.04); the tracker's own errors are the noise.
"""


@dataclass(frozen=True)
class Skeleton:
    """The joints of one hand at rest, in hand units.

    Attributes:
        heads: (5, 4, 3) thumb … little: knuckle, two joints, tip.
        frames: (5, 3, 3, 3) rest frame of each segment, columns = flexion axis or its like, along, normal.
        segments: (5, 3, 3) each segment in its own frame.
        roots: (4, 3) where index … little's metacarpals start.
        forearm: (3, 3) turns the rest forearm in line with the hand.
        elbow: (3,) rest elbow.
        radii: (6, 3) thickness of thumb … little's segments; row 5: the palm at its bones.
    """

    heads: Array
    frames: Array
    segments: Array
    roots: Array
    forearm: Array
    elbow: Array
    radii: Array

    @classmethod
    def of(cls, joints: dict[str, Array], vertices: Array, weights: Array) -> "Skeleton":
        """From named joints (see asset.JOINTS) and the skinned surface, which gives the radii."""
        heads = np.array([[joints[f"finger-{i}-{j}"] for j in range(1, 5)] for i in range(1, 6)])
        along = np.diff(heads, axis=1)
        direction = along / np.linalg.norm(along, axis=2, keepdims=True)
        frames = np.zeros((5, 3, 3, 3))
        for finger in range(5):
            d = direction[finger]
            thumb = finger == 0
            normal = np.cross(d[1], d[2]) if thumb else np.cross(d[0], d[2])
            normal /= np.linalg.norm(normal)
            if not thumb and normal[0] < 0:
                normal = -normal
            for j in range(3):
                n = normal - d[j] * (normal @ d[j])
                n /= np.linalg.norm(n)
                columns = [np.cross(d[j], n), d[j], n] if thumb else [n, d[j], np.cross(n, d[j])]
                frames[finger, j] = np.stack(columns, 1)
        segments = np.einsum("fjba,fjb->fja", frames, along)
        roots = np.array([joints["hand-3" if k < 2 else "hand-2"] for k in range(4)])
        fore = joints["hand"] - joints["elbow"]
        return cls(
            heads,
            frames,
            segments,
            roots,
            _turn(fore / np.linalg.norm(fore), np.array([0.0, 1.0, 0.0])),
            joints["elbow"],
            _radii(heads, vertices, weights),
        )

    def joints(self, pose: Array) -> Array:
        """(21, 3): wrist, then four joints a finger from the thumb, in hand units and rest axes."""
        return joints(pose, self.heads, self.segments, self.roots)

    def landmarks(self, pose: Array) -> Array:
        """(21, 3): the same joints where a hand tracker marks them (see TRACKED): the labels' convention."""
        rotation, _ = self.bones(pose)
        return self.joints(pose) + np.einsum("jab,jb->ja", rotation[LANDMARK_BONE], TRACKER_OFFSETS)

    def bones(self, pose: Array) -> tuple[Array, Array]:
        """Rotation (b, 3, 3) and translation (b, 3) of every bone: posed = R @ rest + t."""
        rotation, translation = bones(pose, self.heads, self.frames, self.segments, self.roots)
        w_flex, w_dev, w_tw = pose[WRIST : WRIST + 3]
        fore = axis_rotation(0, -w_flex) @ axis_rotation(2, w_dev) @ axis_rotation(1, w_tw) @ self.forearm
        rotation[:2] = fore
        return rotation, translation

    def posed_elbow(self, pose: Array) -> Array:
        """(3,) where the elbow is."""
        return self.bones(pose)[0][0] @ self.elbow


def _turn(a: Array, b: Array) -> Array:
    """The rotation that takes unit vector a to unit vector b the short way."""
    v = np.cross(a, b)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.eye(3) + k + k @ k / (1 + a @ b)


def _radii(heads: Array, vertices: Array, weights: Array) -> Array:
    """Mean distance of each segment's own skin from its axis; the palm's from its metacarpals."""
    radii = np.zeros((6, 3))
    for finger in range(5):
        for j in range(3):
            own = weights[:, BONES.index(f"finger{finger + 1}-{j + 1}")] > 0.8
            a, b = heads[finger, j], heads[finger, j + 1]
            t = np.clip((vertices[own] - a) @ (b - a) / ((b - a) @ (b - a)), 0.15, 0.85)
            away = np.linalg.norm(vertices[own] - a - t[:, None] * (b - a), axis=1)
            radii[finger, j] = np.quantile(away, 0.4) if len(away) else 0.1
    # The tip's skin closes in a dome around the last joint: it is thinner than its middle.
    radii[5] = radii[1:, 0].mean() * 1.05
    return radii


@nb.njit(cache=True)
def axis_rotation(axis, degrees):  # noqa: ANN001, ANN201
    """(3, 3) rotation about x (0), y (1) or z (2)."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    m = np.eye(3)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    m[i, i], m[j, j], m[i, j], m[j, i] = c, c, -s, s
    return m


@nb.njit(cache=True)
def _turns(pose):  # noqa: ANN001, ANN202
    """Rotation of every segment's own frame, and of the metacarpals."""
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


@nb.njit(cache=True)
def joints(pose, heads, segments, roots):  # noqa: ANN001, ANN201
    """See Skeleton.joints."""
    turn, palm = _turns(pose)
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


@nb.njit(cache=True)
def bones(pose, heads, frames, segments, roots):  # noqa: ANN001, ANN201
    """See Skeleton.bones; the two forearm bones are left at rest."""
    turn, palm = _turns(pose)
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
