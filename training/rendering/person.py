"""One synthetic person's arm at rest: its shape, its joints and the thickness of its fingers.

Hand unit: wrist to middle knuckle, about 9.5 cm in an adult. Rest axes: x to the thumb's side, y along the fingers, z
out of the palm; the origin is the wrist. It is a right hand.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from training.rendering import asset
from training.rendering.asset import AGES, BONES, GENDERS, LEVELS, RACES
from training.rendering.skeleton import FINGERS, Skeleton

Array = NDArray[np.float64]
KNUCKLE_SHIFT = {"index": 0.15, "middle": 0.12, "ring": 0.12, "little": 0.12}
"""How far each knuckle is moved towards the wrist, hand units: the rig's knuckles are too near the webs for a fist."""

SIDE_ROUND = 0.55
"""The side of a finger stays round up to this fraction of its half of the room between two knuckles."""
SIDE_GIVES = 0.006
"""By how much a flattened side may pass the middle between two fingers, hand units: soft skin."""
THUMB_STRETCH = 0.2
"""By how much the thumb's middle segment is lengthened: on tracked people it is 1.22 times as long as on the mesh."""


def unit(v: Array) -> Array:
    """Scale vectors (…, n) to length 1 along their last axis."""
    out: Array = v / np.linalg.norm(v, axis=-1, keepdims=True)
    return out


@dataclass(frozen=True)
class Build:
    """The shape of a hand, as parameters of the MakeHuman mesh.

    Attributes:
        gender: 0 female … 1 male.
        age: 0 child, 1 young, 2 old.
        muscle, weight: 0 … 1.
        race: weights of MakeHuman's african, asian and caucasian bodies; they sum to 1.
        diameter, distance, length: of the fingers, in steps of MakeHuman's targets. The defaults make MakeHuman's
            thin, spread fingers look like photographed ones.
    """

    gender: float = 0.45
    age: float = 1.0
    muscle: float = 0.55
    weight: float = 0.45
    race: tuple[float, float, float] = (1 / 3, 1 / 3, 1 / 3)
    diameter: float = 1.15
    distance: float = -1.0
    length: float = 0.1

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Build":
        """Draw a person over the whole range: children and old people, thin and thick fingers."""
        stage = rng.choice(3, p=[0.2, 0.5, 0.3])
        return cls(
            gender=rng.random(),
            age=[rng.uniform(0.3, 1), 1.0, rng.uniform(1, 2)][stage],
            muscle=rng.random(),
            weight=rng.random(),
            race=tuple(rng.dirichlet([1, 1, 1])),
            diameter=float(np.clip(rng.normal(1.1, 0.35), 0.2, 1.8)),
            distance=rng.uniform(-1.1, -0.4),
            length=float(np.clip(rng.normal(0.0, 0.4), -0.9, 0.9)),
        )

    def points(self) -> Array:
        """Return the asset's points in this shape, float64 (n + m, 3), in the mesh's unit."""
        mesh = asset.load_asset()
        mix: dict[str, float] = {}
        ages = {a: max(0.0, 1 - abs(self.age - i)) for i, a in enumerate(AGES)}
        genders = dict(zip(GENDERS, (1 - self.gender, self.gender), strict=True))
        for a, g in ((a, g) for a in AGES for g in GENDERS):
            weight = ages[a] * genders[g]
            for r, part in zip(RACES, self.race, strict=True):
                mix[f"{r}-{g}-{a}"] = weight * part
            for m, w in ((m, w) for m in LEVELS for w in LEVELS):
                mix[f"{g}-{a}-{m}-{w}"] = weight * _level(self.muscle, m) * _level(self.weight, w)
        for name in ("diameter", "distance", "length"):
            value = getattr(self, name)
            mix[f"{name}-{'incr' if value > 0 else 'decr'}"] = abs(value)
        out = mesh.points.astype(np.float64)
        for name, amount in mix.items():
            if amount > 1e-3 and name in mesh.targets:
                out += amount * mesh.targets[name]
        return out


def _level(x: float, level: str) -> float:
    """Return the weight of MakeHuman's min, average or max body at x in 0–1."""
    return {"min": max(0.0, 1 - 2 * x), "average": 1 - abs(2 * x - 1), "max": max(0.0, 2 * x - 1)}[level]


@dataclass(frozen=True)
class Arm:
    """A right arm at rest, ready to be posed.

    Attributes:
        build: its shape.
    """

    build: Build = field(default_factory=Build)

    @cached_property
    def _parts(self) -> tuple[Array, Array, Skeleton]:
        mesh = asset.load_asset()
        points = self.build.points()
        joints = {name: points[where].mean(0) for name, where in mesh.joints.items()}
        wrist, middle = joints["hand"], joints["finger-3-1"]
        y = unit((middle + joints["finger-4-1"]) / 2 - wrist)
        z = unit(np.cross(joints["finger-2-1"] - joints["finger-5-1"], y))
        axes = np.stack([np.cross(y, z), y, z])
        scale = 1 / np.linalg.norm(middle - wrist)
        vertices = (points[: mesh.surface] - wrist) @ axes.T * scale
        joints = {name: axes @ (p - wrist) * scale for name, p in joints.items()}
        weights = mesh.weights.astype(np.float64)
        for k, finger in enumerate(FINGERS[1:]):
            _move_knuckle(k, KNUCKLE_SHIFT[finger], joints, vertices, weights)
        _stretch_thumb(joints, vertices, weights)
        _flatten_sides(joints, vertices, weights)
        return vertices, weights, Skeleton.of(joints, vertices, weights)

    @property
    def vertices(self) -> Array:
        """The surface, float64 (n, 3), hand units, rest axes."""
        return self._parts[0]

    @property
    def weights(self) -> Array:
        """Skinning weights, float64 (n, len(BONES)); rows sum to 1."""
        return self._parts[1]

    @property
    def skeleton(self) -> Skeleton:
        """Joints and bones."""
        return self._parts[2]


def _stretch_thumb(joints: dict[str, Array], vertices: Array, weights: Array) -> None:
    """Lengthen the segment between the thumb's two outer joints, in place; what follows moves along."""
    start, end = joints["finger-1-2"], joints["finger-1-3"]
    move = (end - start) * THUMB_STRETCH
    along = np.clip((vertices - start) @ (end - start) / ((end - start) @ (end - start)), 0, 1)
    outer = weights[:, [BONES.index("finger1-2"), BONES.index("finger1-3")]].sum(1)
    vertices += (along * outer)[:, None] * move
    for name in ("finger-1-3", "finger-1-4"):
        joints[name] = joints[name] + move


def _flatten_sides(joints: dict[str, Array], vertices: Array, weights: Array) -> None:
    """Flatten the sides on which fingers lie against each other, in place; the fingers' ends keep their form.

    Parallel fingers of the mesh would enter each other by 4 mm, where people's skin is pressed flat.
    """
    for k, neighbour in permutations(range(2, 6), 2):
        if abs(k - neighbour) != 1:
            continue
        between = joints[f"finger-{neighbour}-1"] - joints[f"finger-{k}-1"]
        room = float(np.hypot(between[0], between[2])) / 2 + SIDE_GIVES
        own = weights[:, [BONES.index(f"finger{k}-{j}") for j in (1, 2)]]
        bones = [joints[f"finger-{k}-{j}"] for j in (1, 2, 3)]
        for j in range(2):
            start, along = bones[j], unit(bones[j + 1] - bones[j])
            side = unit(between - along * (between @ along))
            out = (vertices - start) @ side
            flat = SIDE_ROUND * room
            pressed = flat + (room - flat) * np.tanh((out - flat) / (room - flat))
            vertices -= (own[:, j] * np.maximum(0.0, out - np.where(out > flat, pressed, out)))[:, None] * side


def _move_knuckle(k: int, shift: float, joints: dict[str, Array], vertices: Array, weights: Array) -> None:
    """Shift finger k's knuckle (0 = index) towards the wrist, with the skin of the back of the hand, in place."""
    name = f"finger-{k + 2}-1"
    root = joints["hand-3" if k < 2 else "hand-2"]
    old = joints[name].copy()
    along = unit(old - root)
    finger = unit(joints[f"finger-{k + 2}-2"] - old)
    joints[name] = old - along * shift + np.array([0, 0, -0.02])
    palm_bone, finger_bone = BONES.index(f"metacarpal{k + 1}"), BONES.index(f"finger{k + 2}-1")
    both = weights[:, palm_bone] + weights[:, finger_bone]
    offset = vertices - old
    distance = offset @ unit(along + finger)
    dorsal = np.clip((0.02 - offset[:, 2]) / 0.10, 0, 1)
    share = np.clip((distance + 0.10 * dorsal) / (0.16 - 0.06 * dorsal) * 0.5 + 0.5, 0, 1)
    share = share**2 * (3 - 2 * share)
    mine = np.clip((both - 0.05) / 0.4, 0, 1) * (both > 0.05)
    weights[:, finger_bone] = (1 - mine) * weights[:, finger_bone] + mine * both * share
    weights[:, palm_bone] = np.where(both > 0.05, both - weights[:, finger_bone], weights[:, palm_bone])
