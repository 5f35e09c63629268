"""Named regions of the skin, and the parts of the hand that must not enter each other.

A region is written as "thumb tip", "index end front", "middle middle back" or "palm": finger, part and side. The
parts are tip, pad (the inner side of the last segment), end, middle and root (the segments from the tip to the
knuckle) and any; the sides are front (palm side), back, thumb side and little side.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from training.rendering.asset import BONES
from training.rendering.person import Arm
from training.rendering.raster import normals
from training.rendering.skeleton import FINGERS
from training.rendering.surface import surfaces

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
PARTS = {"any": (0, 1, 2), "root": (0,), "middle": (1,), "end": (2,), "tip": (2,), "pad": (2,)}
"""Part → segments from the knuckle. The thumb has no root: its first segment lies in the palm."""
SIDES = ("front", "back", "thumb side", "little side")
TIP_SHARE = 0.62
"""The tip begins at this fraction of the last segment, and the pad at half of it."""
OWN_WEIGHT = 0.92
"""A vertex counts for self-intersection if its own finger has this share of its skinning weights: webs have less."""


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
