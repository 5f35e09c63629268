"""How people differ in signing a letter, and what hands do that is no letter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from device.alphabet import STATIC_LETTERS
from training.rendering.contacts import THUMB_ONLY, Contact, solve_contacts
from training.rendering.letters import ACROSS, FIST, HANDSHAPES, Handshape, View, view_rotation
from training.rendering.person import Arm
from training.rendering.skeleton import PARAMETER_INDEX, Skeleton, axis_rotation

Array = NDArray[np.float64]
FLEXION_SPREAD, ABDUCTION_SPREAD, COMMON_SPREAD, THUMB_SPREAD = 6.0, 2.0, 5.0, 4.0
"""Standard deviations of joint angles between people, degrees; close to the spread of tracked signers."""
CONTACT_SPREAD = 0.025
TURN_SPREAD = (11.0, 13.0, 12.0)
"""Standard deviation of how people turn the hand: pitch, yaw, roll, degrees."""
LEAN = -7.0
"""Hands lean back from the viewer a little, degrees of pitch: so tracked fists of training signers do."""
WIDE_SHARE, WIDE = 0.2, 2.0
"""A fifth of the hands is turned twice as freely: stations see hands from odd sides."""
FRONTAL = {"K", "R", "U", "V"}
"""These look alike from the side: they are never turned so far."""
MAX_TURN = 38.0
MAX_ROTATION_CHANGE = 100.0
"""Between two letters the hand is turned by no more than this many degrees in one transition."""
IN_FRONT = 0.7
"""A transition whose elbow is nearer to the viewer than this, hand units, hides the hand: not used."""
MIN_LETTER_DISTANCE = 12.0
"""A transition counts as no letter when its finger joints are this far, on average, from every letter's, in
degrees: three in ten halfway poses are; nearer ones read as a sloppy letter."""
_FLEXION = [PARAMETER_INDEX[f"{f}_{j}"] for f in "imrl" for j in ("mcp", "pip", "dip")]


@dataclass(frozen=True)
class Variant:
    """One way of signing: `share` of the people, `shape`, and the `views` they show it from."""

    name: str
    share: float
    shape: Handshape
    views: tuple[View, ...]


@dataclass(frozen=True)
class PosedHand:
    """A hand about to be photographed: pose vector, rotation (3, 3) to the viewer, and what it is called."""

    pose: Array
    rotation: Array
    variant: str


def _ways(letter: str) -> tuple[Variant, ...]:
    base = HANDSHAPES[letter]
    plain = partial_variant(base)
    match letter:
        case "A":
            outward = replace(base, thumb=(58, 10, 10, 6, 4), contacts=())
            return plain("", 0.75), Variant("thumb out", 0.25, outward, (base.view,))
        case "C":
            return (plain("", 1.0, (60, 0, -4), (60, 0, -4), (72, 0, 0), (38, 0, 0), (20, -8, 0)),)
        case "D":
            closed = replace(base, middle=(50, 80, 46, 2), ring=(64, 90, 52, 1), little=(70, 92, 52, 2))
            return plain("", 0.6, (15, 0, 0), (45, 0, 0), (70, 0, 0)), Variant(
                "closed", 0.4, closed, ((15, 0, 0), (0, 0, 0))
            )
        case "E":
            open_ = replace(
                base, index=(20, 88, 40, 0), middle=(20, 88, 40, 0), ring=(22, 88, 40, 0), little=(24, 86, 40, 2)
            )
            closed = replace(
                base, index=(38, 104, 54, 0), middle=(38, 104, 54, 0), ring=(38, 104, 54, 0), little=(40, 102, 54, 2)
            )
            return (
                plain("", 0.45),
                Variant("open", 0.3, open_, (base.view,)),
                Variant("closed", 0.25, closed, (base.view,)),
            )
        case "F":
            together = replace(base, middle=(4, 6, 4, 0), ring=(2, 5, 3, 2), little=(0, 5, 3, 4))
            return plain("", 0.7, (12, 0, 0), (35, 0, 0)), Variant("together", 0.3, together, ((5, 0, 0),))
        case "G":
            pinch = replace(base, index=(40, 40, 20, 0), thumb=(20, 40, 40, 8, 12), contacts=(), view=(195, 0, -80))
            return (
                plain("", 0.85, base.view, base.view, (165, 0, -85), (0, 0, 84), (20, 0, 88), (240, 0, -75)),
                Variant("bent", 0.15, pinch, (base.view, (150, 0, -80))),
            )
        case "H":
            return (plain("", 1.0, base.view, base.view, (205, 0, -80), (0, 0, 84), (20, 0, 88)),)
        case "K":
            return (plain("", 1.0, (-25, 0, 0), (-12, 0, 0), (4, 0, 0)),)
        case "M" | "N":
            return _m_or_n(letter, base)
        case "O":
            flat = replace(
                base, index=(62, 32, 22, 0), middle=(62, 32, 22, 0), ring=(62, 32, 22, 0), little=(62, 32, 22, 2)
            )
            return plain("", 0.8, (52, 0, -4), (66, 0, 0), (25, 0, 0)), Variant(
                "flat", 0.2, flat, ((60, 0, 0), (30, 0, 0))
            )
        case "P":
            low = replace(base, middle=(52, 8, 4, -1))
            return (
                plain("", 0.55, base.view, base.view, (-75, 0, 100), (-40, 10, 115)),
                Variant("narrow", 0.25, low, ((-60, 0, 120), (-90, 0, 95))),
                Variant("from the front", 0.2, replace(base, extra=AHEAD), ((0, 88, 0), (18, 84, 0))),
            )
        case "Q":
            hanging = replace(base, index=(74, 16, 6, 0), thumb=(22, 64, 20, 6, 8), contacts=(), extra=AHEAD)
            return (
                plain("", 0.5, base.view, base.view, (-80, 0, 135), (-120, 0, 150)),
                Variant("bent", 0.25, replace(base, index=(62, 24, 8, 0)), ((-90, 0, 118), (-75, 0, 110))),
                Variant("from the front", 0.25, hanging, ((0, 72, 0), (-15, 60, 0), (20, 66, 0))),
            )
        case "S":
            low = replace(
                base,
                contacts=tuple(
                    replace(c, offset=(c.offset[0], c.offset[1] - 0.07, c.offset[2])) for c in base.contacts
                ),
            )
            return plain("", 0.85), Variant("thumb lower", 0.15, low, (base.view, (-25, 0, 0)))
        case "T":
            return (plain("", 1.0, base.view, (-20, -4, 0), (20, -4, 0)),)
        case "X":
            hooked = replace(base, index=(26, 92, 58, 0))
            return plain("", 0.7, base.view, (15, 0, 0), (55, 0, 0), (75, 0, 0)), Variant(
                "tight", 0.3, hooked, ((20, 0, 0), (50, 0, 0))
            )
        case "Y":
            return (plain("", 1.0, base.view, base.view, (0, 0, 25)),)
    return (plain("", 1.0),)


def partial_variant(base: Handshape) -> Callable[..., Variant]:
    """A short way to write the table's own handshape, from one or more sides."""
    return lambda name, share, *views: Variant(name or "usual", share, base, views or (base.view,))


AHEAD = {"w_flex": 12.0}
"""The forearm comes straight at the viewer, palm down: hands whose fingers hang."""


def _m_or_n(letter: str, base: Handshape) -> tuple[Variant, ...]:
    """Fingers folded over the thumb; stretched level over it; or hanging down, the back to the viewer."""
    straight, level = (74, 14, 8, 0), (84, 22, 12, 0)
    fingers = ("index", "middle", "ring")[: 3 if letter == "M" else 2]
    beside = ((13, 0.5), (17, 0.5)) if letter == "M" else ((9, 0.5), (13, 0.5))
    under = (Contact(4, beside, (0.0, -0.15, 0.26)),)
    hanging = replace(base, **dict.fromkeys(fingers, straight), contacts=under, extra=AHEAD)
    flat = replace(base, **dict.fromkeys(fingers, level), freedom=THUMB_ONLY)
    return (
        Variant("usual", 0.6, base, (base.view, (0, 0, 0), (20, -6, 0))),
        Variant("level", 0.2, flat, ((0, 4, 0), (0, 16, 0))),
        Variant("fingers down", 0.2, hanging, ((0, 74, 0), (-15, 62, 0), (18, 66, 0))),
    )


VARIANTS = {letter: _ways(letter) for letter in STATIC_LETTERS}

_OPEN = (4, 5, 3)
_I, _M, _R, _L = FIST
_BACKS: tuple[View, ...] = ((0, 0, 0), (180, 0, 0))
OTHERS: dict[str, Variant] = {
    v.name: v
    for v in (
        Variant(
            "open_hand",
            3,
            Handshape((*_OPEN, 9), (*_OPEN, 2), (*_OPEN, -6), (*_OPEN, -16), (52, 12, 20, 4, 4)),
            (*_BACKS, (70, 0, 0)),
        ),
        Variant("digit3", 1, Handshape((*_OPEN, 9), (*_OPEN, -8), _R, _L, (66, 10, 12, 2, 2)), _BACKS),
        Variant(
            "digit4",
            1,
            Handshape((*_OPEN, 9), (*_OPEN, 2), (*_OPEN, -6), (*_OPEN, -15), ACROSS, (HANDSHAPES["B"].contacts[0],)),
            _BACKS,
        ),
        Variant(
            "digit7",
            1,
            Handshape((*_OPEN, 6), (*_OPEN, -1), (52, 76, 46, 0), (*_OPEN, -12), (8, 60, 45, 10, 25)),
            _BACKS,
        ),
        Variant(
            "digit8",
            1,
            Handshape((*_OPEN, 6), (52, 72, 44, 0), (*_OPEN, -4), (*_OPEN, -12), (14, 60, 45, 10, 25)),
            _BACKS,
        ),
        Variant("ILY", 1, Handshape((*_OPEN, 3), _M, _R, (*_OPEN, -12), (66, 10, 12, 2, 2)), _BACKS),
        Variant(
            "horns", 1, Handshape((*_OPEN, 3), _M, _R, (*_OPEN, -12), ACROSS, HANDSHAPES["I"].contacts[:1]), _BACKS
        ),
        Variant(
            "thumb_up",
            1,
            Handshape(_I, _M, _R, _L, (68, 10, 10, 0, 0)),
            ((0, 0, 90), (0, -45, 90), (180, 0, -90), (180, 45, -90)),
        ),
        Variant(
            "thumb_down",
            1,
            Handshape(_I, _M, _R, _L, (68, 10, 10, 0, 0)),
            ((0, 0, -90), (0, -45, -90), (180, 0, 90), (180, 45, 90)),
        ),
        Variant(
            "middle_finger", 1, Handshape(_I, (*_OPEN, 0), _R, _L, ACROSS, HANDSHAPES["I"].contacts[:1]), ((180, 0, 0),)
        ),
        Variant(
            "thumb_index_apart",
            1,
            Handshape((34, 20, 10, 4), _M, _R, _L, (40, 40, 35, 4, 6)),
            ((-60, 0, 0), (70, 0, 0)),
        ),
        Variant(
            "claw",
            2,
            Handshape((14, 58, 38, 8), (14, 58, 38, 2), (14, 58, 38, -6), (16, 56, 38, -14), (44, 30, 25, 12, 24)),
            _BACKS,
        ),
        Variant(
            "relaxed",
            3,
            Handshape((26, 30, 16, 2), (32, 36, 18, 0), (36, 40, 20, -2), (38, 42, 22, -6), (38, 28, 28, 10, 14)),
            (*_BACKS, (80, 0, 0), (-70, 0, 160)),
        ),
        Variant(
            "fist_side",
            1,
            Handshape(_I, _M, _R, _L, ACROSS, HANDSHAPES["S"].contacts),
            ((180, 0, 0), (100, 0, 0), (-95, 0, 0)),
        ),
        Variant(
            "flat_hand_side",
            1,
            Handshape((*_OPEN, -2), (*_OPEN, 0), (*_OPEN, 2), (*_OPEN, 4), (18, 10, 20, 4, 4)),
            ((88, 0, 0), (-88, 0, 0), (90, 0, 80)),
        ),
    )
}
"""Handshapes of everyday life and other signs that no letter of the alphabet uses; shares are relative."""


def random_rotation(rng: np.random.Generator, letter: str = "") -> Array:
    """(3, 3) how freely one holds the hand, on top of a letter's view."""
    wide = letter not in FRONTAL and rng.random() < WIDE_SHARE
    spread = np.array(TURN_SPREAD) * (WIDE if wide else 1)
    pitch, yaw, roll = np.clip(rng.normal(0, spread), -MAX_TURN, MAX_TURN)
    return axis_rotation(2, roll) @ axis_rotation(0, pitch + LEAN) @ axis_rotation(1, yaw)


def pose_variant(rng: np.random.Generator, skeleton: Skeleton, variant: Variant, letter: str = "") -> PosedHand:
    """One person's attempt at a variant: joints off by some degrees, contacts off by some millimetres."""
    shape = variant.shape
    pose = shape.table_pose()
    common = rng.normal(0, COMMON_SPREAD)
    for f in "imrl":
        pose[PARAMETER_INDEX[f"{f}_mcp"]] += common + rng.normal(0, FLEXION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_pip"]] += rng.normal(0, FLEXION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_dip"]] += rng.normal(0, FLEXION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_abd"]] += rng.normal(0, ABDUCTION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_pip"]] = min(pose[PARAMETER_INDEX[f"{f}_pip"]], 112)
    if letter in {"B", "F", "V", "W"}:
        spread = rng.normal(0, 2.5)
        for f, share in zip("imrl", (1, 0, -1, -2), strict=True):
            pose[PARAMETER_INDEX[f"{f}_abd"]] += share * spread
    if letter in {"L", "Y"}:
        pose[PARAMETER_INDEX["t_r"]] += rng.normal(0, 8)
    for name in ("t_r", "t_e", "t_p", "t_mcp", "t_ip"):
        pose[PARAMETER_INDEX[name]] += rng.normal(0, THUMB_SPREAD)
    miss = rng.normal(0, CONTACT_SPREAD, 3)
    contacts = [replace(c, offset=tuple(np.add(c.offset, miss))) for c in shape.contacts]
    pose = solve_contacts(skeleton, pose, contacts, shape.freedom)
    pose[PARAMETER_INDEX["w_flex"]] += rng.normal(0, 12)
    pose[PARAMETER_INDEX["w_dev"]] += rng.normal(0, 8)
    pose[PARAMETER_INDEX["w_tw"]] += rng.normal(0, 15)
    view = variant.views[rng.integers(len(variant.views))]
    return PosedHand(pose, random_rotation(rng, letter) @ view_rotation(view), variant.name)


def random_letter(rng: np.random.Generator, skeleton: Skeleton, letter: str) -> PosedHand:
    """A static letter as somebody might sign it."""
    ways = VARIANTS[letter]
    share = np.array([w.share for w in ways])
    return pose_variant(rng, skeleton, ways[rng.choice(len(ways), p=share / share.sum())], letter)


def random_other(rng: np.random.Generator, skeleton: Skeleton) -> PosedHand:
    """A hand that signs no letter: another handshape, or on its way from one letter to the next."""
    if rng.random() < 0.5:
        return transition(rng, skeleton)
    share = np.array([v.share for v in OTHERS.values()])
    return pose_variant(rng, skeleton, list(OTHERS.values())[rng.choice(len(share), p=share / share.sum())])


def transition(rng: np.random.Generator, skeleton: Skeleton) -> PosedHand:
    """About halfway between two letters, and far enough from every letter to be none."""
    while True:
        a, b = rng.choice(len(STATIC_LETTERS), 2, replace=False)
        start, end = (random_letter(rng, skeleton, STATIC_LETTERS[i]) for i in (a, b))
        t = rng.uniform(0.35, 0.65)
        pose = start.pose * (1 - t) + end.pose * t
        rotation = interpolate_rotation(start.rotation, end.rotation, t)
        change = Rotation.from_matrix(start.rotation.T @ end.rotation).magnitude()
        none_of_them = np.abs(pose[_FLEXION] - letter_flexions()).mean(1).min() >= MIN_LETTER_DISTANCE
        elbow = rotation @ skeleton.posed_elbow(pose)
        if none_of_them and change <= np.radians(MAX_ROTATION_CHANGE) and elbow[2] < IN_FRONT:
            return PosedHand(pose, rotation, f"transition {STATIC_LETTERS[a]}-{STATIC_LETTERS[b]}")


@cache
def letter_flexions() -> Array:
    """(variants, 12) flexion of every way of every letter, on the default hand."""
    skeleton = Arm().skeleton
    return np.array([way.shape.pose(skeleton)[_FLEXION] for ways in VARIANTS.values() for way in ways])


def interpolate_rotation(a: Array, b: Array, t: float) -> Array:
    """The rotation a share t of the way from a to b."""
    return Slerp([0, 1], Rotation.from_matrix(np.stack([a, b])))(t).as_matrix()
