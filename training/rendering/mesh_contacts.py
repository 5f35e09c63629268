"""What touches what on the posed surface: named regions of the skin, gaps between them, and self-intersection.

A region is written as "thumb tip", "index end front", "middle middle back" or "palm": finger, part and side. The
parts are tip, pad (the inner side of the last segment), end, middle and root (the segments from the tip to the
knuckle) and any; the sides are front (palm side), back, thumb side and little side.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from training.rendering.asset import BONES
from training.rendering.compiled import compiled
from training.rendering.person import Arm
from training.rendering.raster import normals
from training.rendering.skeleton import FINGERS
from training.rendering.skinning import pose_surface
from training.rendering.surface import surfaces

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
MILLIMETRES = 95.0
"""Length of a hand unit in an adult."""
PARTS = {"any": (0, 1, 2), "root": (0,), "middle": (1,), "end": (2,), "tip": (2,), "pad": (2,)}
"""Part → segments from the knuckle. The thumb has no root: its first segment lies in the palm."""
SIDES = ("front", "back", "thumb side", "little side")
TIP_SHARE = 0.62
"""The tip begins at this fraction of the last segment, and the pad at half of it."""
OWN_WEIGHT = 0.92
"""A vertex counts for self-intersection if its own finger has this share of its skinning weights: webs have less."""
OPPOSITE = 0.3
"""Two skins that interpenetrate face each other: the cosine of the angle between their normals is below this."""
MAX_DEPTH = 0.13
"""Depths beyond this are a fold of another part, hand units."""


class RegionError(ValueError):
    """A region has a name that does not exist."""


@dataclass(frozen=True)
class Body:
    """A part of the hand that must not enter another one.

    Attributes:
        name: finger, or "palm".
        vertices: of the level-1 surface.
        enters: names of the bodies whose inside is forbidden.
    """

    name: str
    vertices: Ints
    enters: tuple[str, ...]


@cache
def segment_of_vertex() -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Return for each level-1 vertex its finger (0 thumb … 4 little, -1 palm, -2 arm), segment, and own weight."""
    refine = surfaces()[0].refine
    weights = np.asarray(refine @ Arm().weights)
    finger_weights = np.stack(
        [weights[:, [BONES.index(f"finger{f}-{j}") for j in (1, 2, 3)]].sum(1) for f in range(1, 6)], 1
    )
    arm = weights[:, :2].sum(1)
    palm = 1 - arm - finger_weights.sum(1)
    share = np.concatenate([finger_weights, palm[:, None], arm[:, None]], 1)
    part = share.argmax(1)
    finger = np.where(part < 5, part, np.where(part == 5, -1, -2))
    segment = np.zeros(len(part), np.int64)
    for f in range(5):
        own = weights[:, [BONES.index(f"finger{f + 1}-{j}") for j in (1, 2, 3)]]
        segment[finger == f] = own[finger == f].argmax(1)
    # The thumb's first bone is the ball of the thumb, which belongs to the palm.
    ball = (finger == 0) & (segment == 0)
    own_weight = share.max(1)
    thumb = weights[:, [BONES.index(f"finger1-{j}") for j in (2, 3)]].sum(1)
    own_weight[finger == 0] = thumb[finger == 0]
    own_weight[ball] = 1.0
    finger[ball] = -1
    return finger, segment, own_weight


@cache
def region(name: str) -> Ints:
    """Return the level-1 vertices of a region.

    Raises:
        RegionError: no such region.
    """
    finger, segment, own_weight = segment_of_vertex()
    finger = np.where(own_weight > OWN_WEIGHT, finger, -3)  # without webs, where everything touches
    if name == "palm":
        return np.flatnonzero((finger == -1) & (_outward()[:, 2] > 0.2))
    words = name.split()
    if len(words) < 2 or words[0] not in FINGERS or words[1] not in PARTS or (words[2:] and not _side(words[2:])):
        raise RegionError(
            f"“{name}” is no region of the hand; write “palm” or finger, part and side like “thumb tip”, "
            "“middle end back” (parts: tip, pad, end, middle, root, any; sides: front, back, thumb side, little side)"
        )
    f, part = FINGERS.index(words[0]), words[1]
    side = " ".join(words[2:]) or ("front" if part == "pad" else "")
    chosen = np.zeros(len(finger), bool)
    for j in PARTS[part]:
        own = (finger == f) & (segment == j)
        chosen |= own if not side else own & (_outward() @ _direction(f, j, side) > 0.45)
    if part in ("tip", "pad"):
        skeleton = Arm().skeleton
        a, b = skeleton.heads[f, 2], skeleton.heads[f, 3]
        along = (surfaces()[0].rest.astype(float) - a) @ (b - a) / ((b - a) @ (b - a))
        chosen &= along > (TIP_SHARE if part == "tip" else TIP_SHARE / 2)
    return np.flatnonzero(chosen)


def _side(words: list[str]) -> bool:
    return " ".join(words) in SIDES


def _direction(finger: int, segment: int, side: str) -> Array:
    """Return the direction (3,) of a side of a segment at rest."""
    frame = Arm().skeleton.frames[finger, segment]
    front = -frame[:, 0] if finger == 0 else frame[:, 2]
    towards_thumb = frame[:, 2] if finger == 0 else frame[:, 0]
    towards_thumb = towards_thumb * (1 if towards_thumb[0] >= 0 else -1)
    directions = {"front": front, "back": -front, "thumb side": towards_thumb, "little side": -towards_thumb}
    out: Array = directions[side]
    return out


@cache
def _outward() -> Array:
    """Return the normals (n, 3) of the level-1 surface at rest."""
    coarse = surfaces()[0]
    return normals(coarse.rest, coarse.triangles).astype(float)


@cache
def bodies() -> dict[str, Body]:
    """Return the parts of the hand that must not enter each other."""
    finger, segment, own = segment_of_vertex()
    out = {}
    for f, name in enumerate(FINGERS):
        chosen = (finger == f) & (own > OWN_WEIGHT)
        out[name] = Body(name, np.flatnonzero(chosen), tuple(other for other in FINGERS if other != name))
    out["palm"] = Body("palm", np.flatnonzero((finger == -1) & (own > OWN_WEIGHT)), ())
    # Fingers may not enter the palm with their two outer segments; the first one grows out of it.
    for f, name in enumerate(FINGERS):
        outer = (finger == f) & (own > OWN_WEIGHT) & (segment >= (2 if f == 0 else 1))
        out[f"{name} outer"] = Body(name, np.flatnonzero(outer), ("palm",))
    return out


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
