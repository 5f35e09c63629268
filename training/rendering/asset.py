"""The bundled hand mesh: the right arm below the elbow of the MakeHuman base mesh (CC0 1.0), asset/hand.npz."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.signing.skeleton import BONES as BONES
from training.errors import DataError

FILE = Path(__file__).parent / "asset" / "hand.npz"
JOINTS = ("elbow", "hand", "hand-2", "hand-3", *(f"finger-{i}-{j}" for i in range(1, 6) for j in range(1, 5)))
RACES, GENDERS, AGES = ("african", "asian", "caucasian"), ("female", "male"), ("child", "young", "old")
LEVELS = ("min", "average", "max")


@dataclass(frozen=True)
class Asset:
    """The arm at rest and the displacements that reshape it; lengths in the mesh's own unit (decimetres).

    Attributes:
        points: float32 (n + m, 3), the n vertices of the surface and the m corners of the cubes that mark joints.
        surface: n.
        joints: name → slice of `points` whose mean is the joint.
        quads: int32 (f, 4).
        weights: float32 (n, len(BONES)), rows sum to 1.
        targets: name → float32 (n + m, 3) displacement.
        nails: float32 (vertices after two subdivisions,), 1 on fingernails.
    """

    points: NDArray[np.float32]
    surface: int
    joints: dict[str, slice]
    quads: NDArray[np.int32]
    weights: NDArray[np.float32]
    targets: dict[str, NDArray[np.float32]]
    nails: NDArray[np.float32]


@cache
def load_asset(path: Path = FILE) -> Asset:
    """Load the bundled mesh.

    Raises:
        DataError: the file is missing or damaged.
    """
    try:
        with np.load(path, allow_pickle=False) as z:
            bounds = z["joints"]
            return Asset(
                points=z["points"],
                surface=int(z["surface"]),
                joints={name: slice(*b) for name, b in zip(JOINTS, bounds.tolist(), strict=True)},
                quads=z["quads"],
                weights=z["weights"],
                targets=dict(zip(z["target_names"].tolist(), z["targets"], strict=True)),
                nails=z["nails"].astype(np.float32) / 255,
            )
    except (OSError, KeyError, ValueError) as e:
        raise DataError(
            f"The hand mesh {shown(path)} cannot be read ({e}); rebuild it with `python -m training synthetic asset`."
        ) from e
