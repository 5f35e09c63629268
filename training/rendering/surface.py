"""The arm's surface in two levels of detail, and where on it nails, palm, knuckles and creases are."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from training.rendering import asset
from training.rendering.asset import BONES
from training.rendering.kinematics import PARAMETER_INDEX, PARAMETERS
from training.rendering.mesh import Subdivision, smoothing, triangles
from training.rendering.person import Arm
from training.rendering.raster import normals
from training.rendering.skinning import pose_surface

Array = NDArray[np.float32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Surface:
    """One level of detail. Vertices of a coarser level keep their numbers in a finer one.

    Attributes:
        refine: (n, base vertices) sparse, from the mesh to this level.
        triangles: int32 (t, 3).
        blockers: int32 (b, 3), triangles of the mesh in these vertex numbers, which cast shadows.
        smooth: (n, n) sparse, the mean of each vertex and its neighbours.
        rest: float32 (n, 3), the default arm at rest, hand units; also used as texture coordinates.
        nail, palm, knuckle, crease, tip: float32 (n,), 0–1 where each is.
        near: bool (n,), hand and wrist, which shadow maps must cover.
    """

    refine: sp.csr_matrix
    triangles: NDArray[np.int32]
    blockers: NDArray[np.int32]
    smooth: sp.csr_matrix
    rest: Array
    nail: Array
    palm: Array
    knuckle: Array
    crease: Array
    tip: Array
    near: NDArray[np.bool_]


@cache
def surfaces() -> tuple[Surface, Surface, sp.csr_matrix]:
    """Return the surface after one and after two subdivisions, and the matrix from the first to the second."""
    mesh = asset.load_asset()
    level1 = Subdivision.of(mesh.surface, mesh.quads)
    level2 = Subdivision.of(level1.matrix.shape[0], level1.quads)
    refine2 = (level2.matrix @ level1.matrix).tocsr()
    arm = Arm()
    paint = _paint(arm, refine2, triangles(level2.quads), mesh.nails)
    smooth2 = smoothing(refine2.shape[0], level2.quads)
    fine = _surface(arm, refine2, level2.quads, smooth2, paint)
    softened = {name: smooth2 @ (smooth2 @ values) for name, values in paint.items()}
    coarse_quads = level1.quads
    smooth1 = smoothing(level1.matrix.shape[0], coarse_quads)
    coarse = _surface(arm, level1.matrix.tocsr(), coarse_quads, smooth1, softened)
    return coarse, fine, level2.matrix.tocsr()


def _surface(
    arm: Arm, refine: sp.csr_matrix, quads: NDArray[np.int32], smooth: sp.csr_matrix, paint: dict[str, Array]
) -> Surface:
    rest = (refine @ arm.vertices).astype(np.float32)
    n = len(rest)
    cut = {name: np.ascontiguousarray(values[:n], np.float32) for name, values in paint.items()}
    blockers = triangles(asset.load_asset().quads)
    return Surface(refine, triangles(quads), blockers, smooth, rest, **cut, near=rest[:, 1] > -0.6)


def _paint(arm: Arm, refine: sp.csr_matrix, tris: NDArray[np.int32], nails: Array) -> dict[str, Array]:
    """Return the masks on the finest level, measured on the open, flat default hand."""
    pose = np.zeros(len(PARAMETERS))
    pose[[PARAMETER_INDEX["t_r"], PARAMETER_INDEX["t_e"], PARAMETER_INDEX["t_p"]]] = 45, 15, 20
    at = refine @ pose_surface(arm, pose)
    joints = arm.skeleton.joints(pose)
    normal = normals(at, tris)
    weight = refine @ arm.weights
    facing, away = np.clip(normal[:, 2] * 2, 0, 1), np.clip(-normal[:, 2] * 2, 0, 1)
    crease, knuckle, tip = np.zeros(len(at)), np.zeros(len(at)), np.zeros(len(at))

    def bump(distance: Floats, width: float) -> Floats:
        out: Floats = np.exp(-((distance / width) ** 2))
        return out

    for k in range(4):
        own = weight[:, [BONES.index(f"finger{k + 2}-{j}") for j in (1, 2, 3)]].sum(1)
        at_joint = joints[5 + 4 * k : 8 + 4 * k, 1]
        # The crease at a finger's root lies 0.16 beyond its knuckle; the other two lie at their joints.
        for j, (beyond, depth, width) in enumerate(((0.16, 0.8, 0.012), (0.0, 1.0, 0.014), (0.0, 1.0, 0.012))):
            crease += own * depth * bump(at[:, 1] - at_joint[j] - beyond, width) * facing
            knuckle += own * bump(at[:, 1] - at_joint[j], 0.06) * away
        crease += 0.5 * own * bump(at[:, 1] - at_joint[1] - 0.035, 0.012) * facing
        tip += own * np.clip((at[:, 1] - at_joint[2] - 0.05) / 0.15, 0, 1)
    tip += 0.7 * weight[:, BONES.index("finger1-3")]
    palm_skin = weight[:, [BONES.index("wrist"), *(BONES.index(f"metacarpal{i}") for i in range(1, 5))]].sum(1)
    palm_skin += 0.6 * weight[:, BONES.index("finger1-1")]
    crease += 0.5 * facing * palm_skin * sum(bump(_line_distance(at, line), w) for line, w in PALM_LINES)
    return {
        "nail": (np.clip(nails * 1.5, 0, 1) * (at[:, 1] > 0.3)).astype(np.float32),
        "palm": np.clip(normal[:, 2] * 1.5 + 0.3, 0, 1) * np.clip((at[:, 1] + 0.05) / 0.15, 0, 1),
        "knuckle": knuckle,
        "crease": np.clip(crease, 0, 1),
        "tip": tip,
    }


PALM_LINES = (
    (((0.33, 0.72), (0.2, 0.66), (0.05, 0.56), (-0.12, 0.46), (-0.25, 0.36)), 0.022),
    (((-0.36, 0.66), (-0.2, 0.66), (0.0, 0.73), (0.1, 0.83)), 0.022),
    (((0.33, 0.70), (0.2, 0.62), (0.1, 0.45), (0.07, 0.25), (0.1, 0.08)), 0.022),
    (((-0.25, 0.01), (0.0, -0.02), (0.25, 0.02)), 0.018),
)
"""Head, heart and life line and the wrist crease: polylines in the palm's plane and their widths, hand units."""


def _line_distance(at: Floats, line: tuple[tuple[float, float], ...]) -> Floats:
    """Return the distance (n,) of points from a polyline in the palm's plane, hand units."""
    distance = np.full(len(at), 9.0)
    for start, end in pairwise(line):
        a, d = np.array(start), np.subtract(end, start)
        t = np.clip((at[:, :2] - a) @ d / (d @ d), 0, 1)
        distance = np.minimum(distance, np.linalg.norm(at[:, :2] - a - t[:, None] * d, axis=1))
    return distance
