"""What touches what on the posed surface: gaps between regions of the skin, and self-intersection."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from training.rendering.compiled import compiled
from training.rendering.person import Arm
from training.rendering.raster import normals
from training.rendering.skin_regions import bodies, region
from training.rendering.skinning import pose_surface
from training.rendering.surface import surfaces

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
MILLIMETRES = 95.0
"""Length of a hand unit in an adult."""
OPPOSITE = 0.3
"""Two skins that interpenetrate face each other: the cosine of the angle between their normals is below this."""
MAX_DEPTH = 0.13
"""Depths beyond this are a fold of another part, hand units."""


@dataclass(frozen=True)
class PosedSkin:
    """The level-1 surface in a pose.

    Attributes:
        at: (n, 3) hand units.
        normal: (n, 3) outward.
    """

    at: Array
    normal: Array

    @classmethod
    def of(cls, arm: Arm, pose: Array) -> "PosedSkin":
        """Pose an arm."""
        coarse = surfaces()[0]
        at = np.asarray(coarse.refine @ pose_surface(arm, pose))
        return cls(at, normals(at.astype(np.float32), coarse.triangles).astype(float))

    def gap(self, a: str, b: str) -> tuple[float, int, int]:
        """Return the smallest signed distance of two regions and the two vertices; negative where they overlap.

        Raises:
            RegionError: no such region.
        """
        own, other = region(a), region(b)
        distance, near = cKDTree(self.at[other]).query(self.at[own])
        across = self.at[own] - self.at[other[near]]
        signed = (across * self.normal[other[near]]).sum(1)
        # Only a vertex over the other skin is measured along its normal; others by their distance.
        over = np.abs(signed) > 0.7 * distance
        inside = over & (signed < 0) & ((self.normal[own] * self.normal[other[near]]).sum(1) < OPPOSITE)
        signed = np.where(inside, signed, np.where(over, np.abs(signed), distance))
        best = int(signed.argmin())
        return float(signed[best]), int(own[best]), int(other[near[best]])

    def intersections(self) -> list[tuple[str, str, Array, Ints, Ints]]:
        """Return (body, entered body, depths, vertices, nearest vertices there) for parts that enter others."""
        out = []
        for name, body in bodies().items():
            for other in body.enters:
                target = bodies()[other].vertices
                own, hit, distance = _nearest(self.at, body.vertices, target, MAX_DEPTH)
                depth = ((self.at[hit] - self.at[own]) * self.normal[hit]).sum(1)
                facing = (self.normal[own] * self.normal[hit]).sum(1) < OPPOSITE
                enters = (depth > 0) & facing & (depth > 0.5 * distance)
                if enters.any():
                    out.append((name, other, depth[enters], own[enters], hit[enters]))
        return out

    def deepest(self) -> tuple[float, str]:
        """Return the greatest depth in hand units and which bodies; (0, "") without any."""
        worst = (0.0, "")
        for name, other, depth, _, _ in self.intersections():
            if depth.max() > worst[0]:
                worst = float(depth.max()), f"{name.removesuffix(' outer')} in {other}"
        return worst


@compiled
def _inside(at: Array, chosen: Ints, around: Ints, margin: float) -> Ints:
    """Return those of the vertices `chosen` that lie in the box around others, enlarged by a margin."""
    low, high = at[around[0]].copy(), at[around[0]].copy()
    for t in around:
        for a in range(3):
            low[a] = min(low[a], at[t, a])
            high[a] = max(high[a], at[t, a])
    out = np.empty(len(chosen), np.int64)
    n = 0
    for v in chosen:
        inside = True
        for a in range(3):
            inside = inside and low[a] - margin <= at[v, a] <= high[a] + margin
        if inside:
            out[n] = v
            n += 1
    return out[:n]


@compiled
def _nearest(at: Array, own: Ints, target: Ints, limit: float) -> tuple[Ints, Ints, Array]:
    """Return the vertices of `own` within `limit` of `target`, the nearest vertex of it for each, and the distances."""
    own = _inside(at, own, target, limit)
    if len(own):
        target = _inside(at, target, own, limit)
    near = np.full(len(own), -1)
    distance = np.full(len(own), limit)
    place = np.empty((len(target), 3))
    for k in range(len(target)):
        place[k] = at[target[k]]
    for i in range(len(own)):
        x, y, z = at[own[i], 0], at[own[i], 1], at[own[i], 2]
        best = limit * limit
        for k in range(len(target)):
            dx, dy, dz = place[k, 0] - x, place[k, 1] - y, place[k, 2] - z
            d = dx * dx + dy * dy + dz * dz
            if d < best:
                best = d
                near[i] = target[k]
        distance[i] = math.sqrt(best)
    found = near >= 0
    return own[found], near[found], distance[found]
