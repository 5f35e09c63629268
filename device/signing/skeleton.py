"""The joints of the hand: a pose → where joints and bones are, in NumPy.

A pose is a float64 vector of degrees in the order of PARAMETERS. Each finger (i, m, r, l) has `mcp`, `pip`, `dip`
(flexion), `abd` (abduction to the thumb's side) and `tw` (twist). The thumb has `t_r` (radial, away from the hand's
axis), `t_e` (out of the palm), `t_p` (pronation), `t_mcp` and `t_ip` (flexion). `cup` hollows the palm. `w_flex`,
`w_dev` and `w_tw` bend and twist the forearm against the hand.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.signing.rotation import axis_rotation, axis_rotations

Array = NDArray[np.float64]
PARAMETERS = (
    *(f"{f}_{j}" for f in "imrl" for j in ("mcp", "pip", "dip", "abd", "tw")),
    *("t_r", "t_e", "t_p", "t_mcp", "t_ip"),
    *("cup", "w_flex", "w_dev", "w_tw"),
)
PARAMETER_INDEX = {name: i for i, name in enumerate(PARAMETERS)}
OBLIQUE = np.array([4.0, 0.0, -6.0, -12.0])
"""Degrees by which index … little turn about their own axis when they close, so that the fingers of a fist converge."""
CUP_SHARE = np.array([0.0, 0.2, 0.6, 1.0])
"""How far each metacarpal follows `cup`: mostly the little finger's side of the palm moves."""
BONES = (
    "lowerarm01",
    "lowerarm02",
    "wrist",
    *(f"metacarpal{i}" for i in range(1, 5)),
    *(f"finger{i}-{j}" for i in range(1, 6) for j in range(1, 4)),
)
"""Bones of the rig in the order of all arrays of bones; finger 1 is the thumb."""
PARENT = np.array([1, 2, 2, 2, 2, 2, 2, 2, 7, 8, 3, 10, 11, 4, 13, 14, 5, 16, 17, 6, 19, 20])
"""Parent of each bone; the wrist, 2, is the root and its own parent."""
LANDMARK_BONE = np.array([2, 2, 7, 8, 9, *(b for k in range(4) for b in (3 + k, 10 + 3 * k, 11 + 3 * k, 12 + 3 * k))])
"""The bone that carries each landmark."""


@dataclass(frozen=True)
class Skeleton:
    """The joints of the bundled hand at rest, in hand units.

    Attributes:
        heads: (5, 4, 3) thumb … little: knuckle, two joints, tip.
        frames: (5, 3, 3, 3) rest frame of each segment; columns: flexion axis, along the segment, normal.
        segments: (5, 3, 3) each segment's vector in its own frame.
        roots: (4, 3) where the metacarpals of index … little start.
        forearm: (3, 3) rotates the rest forearm in line with the hand.
        elbow: (3,) at rest.
        offsets: (21, 3) from each joint to where a hand tracker marks it, rest axes.
    """

    heads: Array
    frames: Array
    segments: Array
    roots: Array
    forearm: Array
    elbow: Array
    offsets: Array

    def joints(self, pose: Array) -> Array:
        """Return (21, 3): wrist, then four joints of each finger from the thumb, in hand units and rest axes."""
        return self._carried(pose, self._joints_at_rest())

    def landmarks(self, pose: Array) -> Array:
        """Return the joints (21, 3) where a hand tracker marks them, as in all labels."""
        return self._carried(pose, self._joints_at_rest() + self.offsets)

    def bones(self, pose: Array) -> tuple[Array, Array]:
        """Return rotation R (22, 3, 3) and translation t (22, 3) of every bone: posed = R @ rest + t."""
        turn, palm = _turns(pose)
        chains = self._chains(turn, palm)
        rotation, translation = np.zeros((22, 3, 3)), np.zeros((22, 3))
        w_flex, w_dev, w_tw = pose[-3:]
        rotation[:2] = axis_rotation(0, -w_flex) @ axis_rotation(2, w_dev) @ axis_rotation(1, w_tw) @ self.forearm
        rotation[2] = np.eye(3)
        rotation[3:7] = palm
        translation[3:7] = self.roots - (palm @ self.roots[..., None])[..., 0]
        fingers = turn @ self.frames.transpose(0, 1, 3, 2)
        rotation[7:] = fingers.reshape(15, 3, 3)
        at_rest = (fingers @ self.heads[:, :3, :, None])[..., 0]
        translation[7:] = (chains[:, :3] - at_rest).reshape(15, 3)
        return rotation, translation

    def origins(self) -> Array:
        """Return (22, 3): where each bone begins at rest; both bones of the forearm turn about the wrist."""
        out = np.zeros((22, 3))
        out[3:7] = self.roots
        out[7:] = self.heads[:, :3].reshape(15, 3)
        return out

    def _joints_at_rest(self) -> Array:
        return np.concatenate([np.zeros((1, 3)), self.heads.reshape(20, 3)])

    def _carried(self, pose: Array, points: Array) -> Array:
        """Return points (21, 3), each moved with the bone that carries its landmark."""
        rotation, translation = self.bones(pose)
        out: Array = (rotation[LANDMARK_BONE] @ points[..., None])[..., 0] + translation[LANDMARK_BONE]
        return out

    def _chains(self, turn: Array, palm: Array) -> Array:
        """Return (5, 4, 3): the joints of thumb … little."""
        start = self.heads[:, 0].copy()
        start[1:] = self.roots + (palm @ (self.heads[1:, 0] - self.roots)[..., None])[..., 0]
        steps = (turn @ self.segments[..., None])[..., 0]
        out: Array = start[:, None] + np.concatenate([np.zeros((5, 1, 3)), steps.cumsum(1)], 1)
        return out


def _turns(pose: Array) -> tuple[Array, Array]:
    """Return (5, 3, 3, 3) rotations of the segments' own frames, and (4, 3, 3) of the metacarpals."""
    turn = np.zeros((5, 3, 3, 3))
    turn[0, 0] = axis_rotation(2, -pose[20]) @ axis_rotation(0, pose[21]) @ axis_rotation(1, -pose[22])
    turn[0, 1] = turn[0, 0] @ axis_rotation(2, pose[23])
    turn[0, 2] = turn[0, 1] @ axis_rotation(2, pose[24])
    fingers = pose[:20].reshape(4, 5)
    palm = axis_rotations(0, pose[25] * CUP_SHARE)
    before = palm @ axis_rotations(2, -fingers[:, 3]) @ axis_rotations(1, OBLIQUE)
    after = axis_rotations(1, fingers[:, 4] - OBLIQUE)
    flexed = axis_rotations(0, fingers[:, :3].cumsum(1))
    turn[1:] = before[:, None] @ flexed @ after[:, None]
    return turn, palm
