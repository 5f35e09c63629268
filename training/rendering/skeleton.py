"""The joints of one hand, and where a pose puts them and the bones. Poses are defined in `kinematics.py`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.signing.skeleton import LANDMARK_BONE
from training.rendering.asset import BONES
from training.rendering.kinematics import PARAMETER_INDEX, bone_transforms, joint_positions
from training.rendering.rotation import axis_rotation, shortest_rotation

Array = NDArray[np.float64]
FINGERS = ("thumb", "index", "middle", "ring", "little")
FIRST_WRIST = PARAMETER_INDEX["w_flex"]

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
"""Where MediaPipe Hands 0.10.21 marks each joint, relative to the rig's joint: (21, 3) hand units, rest axes.

The rig's wrist lies deeper in the arm and its knuckles lie under the back of the hand. A tracker trained on landmarks
that people clicked marks the middle. Fitted by robust least squares to MediaPipe's landmarks on 864 clean renders of
40 synthetic people (`python -m training synthetic calibrate`; median residual 0.04 hand units).
"""


@dataclass(frozen=True)
class Skeleton:
    """The joints of one hand at rest, in hand units.

    Attributes:
        heads: (5, 4, 3) thumb … little: knuckle, two joints, tip.
        frames: (5, 3, 3, 3) rest frame of each segment; columns: flexion axis, along the segment, normal.
        segments: (5, 3, 3) each segment's vector in its own frame.
        roots: (4, 3) where the metacarpals of index … little start.
        forearm: (3, 3) rotates the rest forearm in line with the hand.
        elbow: (3,) at rest.
        radii: (6, 3) radii of the segments of thumb … little; row 5: of the palm at its bones.
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
        """Measure a hand at rest.

        Args:
            joints: name (see asset.JOINTS) → (3,).
            vertices: (n, 3) surface, which gives the radii.
            weights: (n, len(BONES)) skinning weights.
        """
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
            shortest_rotation(fore / np.linalg.norm(fore), np.array([0.0, 1.0, 0.0])),
            joints["elbow"],
            _radii(heads, vertices, weights),
        )

    def joints(self, pose: Array) -> Array:
        """Return (21, 3): wrist, then four joints of each finger from the thumb, in hand units and rest axes."""
        return joint_positions(pose, self.heads, self.segments, self.roots)

    def landmarks(self, pose: Array) -> Array:
        """Return the joints (21, 3) where a hand tracker marks them (see TRACKER_OFFSETS), as in all labels."""
        rotation, _ = self.bones(pose)
        offsets: Array = np.einsum("jab,jb->ja", rotation[LANDMARK_BONE], TRACKER_OFFSETS)
        return self.joints(pose) + offsets

    def bones(self, pose: Array) -> tuple[Array, Array]:
        """Return rotation R (22, 3, 3) and translation t (22, 3) of every bone: posed = R @ rest + t."""
        rotation, translation = bone_transforms(pose, self.heads, self.frames, self.segments, self.roots)
        w_flex, w_dev, w_tw = pose[FIRST_WRIST : FIRST_WRIST + 3]
        fore = axis_rotation(0, -w_flex) @ axis_rotation(2, w_dev) @ axis_rotation(1, w_tw) @ self.forearm
        rotation[:2] = fore
        return rotation, translation

    def posed_elbow(self, pose: Array) -> Array:
        """Return the elbow (3,), hand units and rest axes."""
        out: Array = self.bones(pose)[0][0] @ self.elbow
        return out


def _radii(heads: Array, vertices: Array, weights: Array) -> Array:
    """Return (6, 3): the 0.4 quantile of the distance of each segment's own skin from its axis."""
    radii = np.zeros((6, 3))
    for finger in range(5):
        for j in range(3):
            own = weights[:, BONES.index(f"finger{finger + 1}-{j + 1}")] > 0.8
            a, b = heads[finger, j], heads[finger, j + 1]
            t = np.clip((vertices[own] - a) @ (b - a) / ((b - a) @ (b - a)), 0.15, 0.85)
            away = np.linalg.norm(vertices[own] - a - t[:, None] * (b - a), axis=1)
            radii[finger, j] = np.quantile(away, 0.4) if len(away) else 0.1
    radii[5] = radii[1:, 0].mean() * 1.05
    return radii
