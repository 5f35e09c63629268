"""The bundled hand: a right forearm and hand of the MakeHuman base mesh (CC0 1.0), device/assets/hand/hand.npz."""

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import device.assets
from device.signing.skeleton import BONES, Skeleton

Floats = NDArray[np.float32]
FOLDER = Path(device.assets.__file__).parent / "hand"
MODEL_FILE = FOLDER / "hand.npz"
WEIGHT_STEPS = 255
"""Skinning weights and paint are stored as integers of this range."""
SKELETON_FIELDS = ("heads", "frames", "segments", "roots", "forearm", "elbow", "offsets")


@dataclass(frozen=True)
class HandModel:
    """The hand at rest, with all that posing and drawing need.

    Attributes:
        vertices: float32 (n, 3), hand units, rest axes (x thumb side, y fingers, z out of the palm).
        normals: float32 (n, 3), unit.
        weights: float32 (n, len(BONES)), skinning weights; rows sum to 1.
        quads: int32 (4, f), corners counter-clockwise from outside.
        paint: float32 (n,), where the palm is (0–1) and the nails are (0 to -1).
        crease: float32 (n,), 0–1 where the skin is creased.
        skeleton: its joints.
    """

    vertices: Floats
    normals: Floats
    weights: Floats
    quads: NDArray[np.int32]
    paint: Floats
    crease: Floats
    skeleton: Skeleton

    def posed(self, pose: NDArray[np.float64], turn: NDArray[np.float64]) -> tuple[Floats, Floats]:
        """Return vertices and normals, float32 (n, 3) each, in a pose; linear blend skinning.

        Args:
            pose: degrees, see skeleton.PARAMETERS.
            turn: (3, 3) rotation of the whole hand about the wrist.
        """
        rotation, translation = self.skeleton.bones(pose)
        turned = (turn @ rotation).transpose(0, 2, 1).reshape(-1, 3).astype(np.float32)
        shifts = (translation @ turn.T).astype(np.float32)
        vertices, normals = self._by_bone
        return vertices @ turned + self.weights @ shifts, normals @ turned

    @cached_property
    def coarse(self) -> "HandModel":
        """The mesh before its subdivision: a quarter of the quads, whose corners are the first vertices of this one."""
        # A subdivision makes four quads of each; the first corner of each is the old corner.
        quads = np.ascontiguousarray(self.quads[0].reshape(-1, 4).T)
        n = int(quads.max()) + 1
        vertices, normals, weights = self.vertices[:n], self.normals[:n], self.weights[:n]
        return HandModel(vertices, normals, weights, quads, self.paint[:n], self.crease[:n], self.skeleton)

    @cached_property
    def _by_bone(self) -> tuple[Floats, Floats]:
        """Vertices and normals times each bone's weight, (n, 3 × bones): skinning is then one product."""
        n = len(self.vertices)
        vertices, normals = (self.weights[:, :, None] * v[:, None, :] for v in (self.vertices, self.normals))
        return vertices.reshape(n, -1), normals.reshape(n, -1)


@cache
def hand_model() -> HandModel:
    """Return the bundled hand."""
    with np.load(MODEL_FILE, allow_pickle=False) as z:
        n = len(z["vertices"])
        weights = np.zeros((n, len(BONES)), np.float32)
        for bones, shares in zip(z["bones"].T, z["shares"].T, strict=True):
            np.add.at(weights, (np.arange(n), bones), shares.astype(np.float32) / WEIGHT_STEPS)
        palm, nail, crease = z["paint"].astype(np.float32).T / WEIGHT_STEPS
        normals = z["normals"].astype(np.float32)
        return HandModel(
            vertices=z["vertices"].astype(np.float32),
            normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
            weights=weights / weights.sum(1, keepdims=True),
            quads=np.ascontiguousarray(z["quads"].astype(np.int32).T),
            paint=np.where(nail > 0, -nail, palm),
            crease=np.ascontiguousarray(crease),
            skeleton=Skeleton(**{name: z[name].astype(np.float64) for name in SKELETON_FIELDS}),
        )
