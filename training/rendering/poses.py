"""Random poses: how one of many people might hold a letter, another handshape, or change from letter to letter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from device.alphabet import STATIC_LETTERS
from training.rendering.contacts import FLEXION_LIMIT
from training.rendering.handshape import Variant
from training.rendering.kinematics import PARAMETER_INDEX
from training.rendering.person import Arm
from training.rendering.rotation import axis_rotation, interpolate_rotation, view_rotation
from training.rendering.skeleton import Skeleton
from training.rendering.variants import OTHERS, VARIANTS

Array = NDArray[np.float64]
FLEXION_SPREAD, ABDUCTION_SPREAD, COMMON_SPREAD, THUMB_SPREAD = 6.0, 2.0, 5.0, 4.0
"""Standard deviations of joint angles between people, degrees; close to the spread of tracked signers."""
WRIST_SPREAD = {"w_flex": 12.0, "w_dev": 8.0, "w_tw": 15.0}
"""Standard deviations of the forearm's angles, degrees."""
CONTACT_SPREAD = 0.025
"""Standard deviation of where a contact lies, hand units."""
ROTATION_SPREAD = (11.0, 13.0, 12.0)
"""Standard deviation of how people turn the hand: pitch, yaw, roll, degrees."""
FITTED_ROTATION_SHARE = 0.65
"""Share of that for handshapes fitted to people: their list of views holds a part of it."""
LEAN = -7.0
"""Mean pitch of the others, degrees: hands lean back from the viewer a little, as tracked fists do."""
WIDE_FRACTION, WIDE_FACTOR = 0.2, 2.0
"""One hand in five is turned twice as far, because a camera may see hands from the side."""
TOGETHER = {"B": "imrl", "E": "imrl", "H": "im", "M": "imr", "N": "im", "R": "im", "U": "im"}
"""Fingers that lie against each other: they spread by the same angle, or a jitter would cross or part them."""
TOGETHER_SHARE = 0.3
"""Share of the spread that they have each for itself."""
FRONTAL = {"K", "R", "U", "V"}
"""Letters that look alike from the side; they are never turned that far."""
FROM_BEHIND = {"F", "I", "L", "R", "U", "V", "W", "Y"}
"""Letters that the back of the hand shows, too: which fingers are up, and how they lie, tells each of them."""
BEHIND_FRACTION = 0.5
"""Of the turned views of these letters."""
SIDE_YAW, FRONTAL_YAW, BEHIND_SPREAD = 70.0, 40.0, 25.0
"""Yaw of turned views, degrees: at most to either side, at most for FRONTAL, and standard deviation around the back."""
TURNED_PITCH, MAX_TURNED_PITCH = 22.0, 50.0
"""Pitch of turned views, degrees: standard deviation, and at most."""
MAX_ROTATION = 38.0
"""Highest pitch, yaw and roll, degrees."""
MAX_ROTATION_CHANGE = 100.0
"""Highest rotation between two letters in one transition, degrees."""
MAX_ELBOW_Z = 0.7
"""A transition whose elbow is nearer to the viewer than this hides the hand and is not used, hand units."""
MIN_LETTER_DISTANCE = 12.0
"""A transition counts as no letter if its finger joints differ by this much from those of every letter, mean, degrees.

Three in ten halfway poses do; a pose nearer to a letter would be recognised as that letter, badly made.
"""
FLEXION_COLUMNS = [PARAMETER_INDEX[f"{f}_{j}"] for f in "imrl" for j in ("mcp", "pip", "dip")]


@dataclass(frozen=True)
class PosedHand:
    """A hand ready to be rendered.

    Attributes:
        pose: angles in degrees, see kinematics.PARAMETERS.
        rotation: (3, 3) to the viewer's axes.
        variant: name of the variant.
    """

    pose: Array
    rotation: Array
    variant: str


def random_rotation(rng: np.random.Generator, letter: str = "", *, fitted: bool = False) -> Array:
    """Draw a rotation (3, 3) of the hand that people add to one of a handshape's views.

    Args:
        rng: source of randomness.
        letter: some letters are never turned far.
        fitted: whether the views are those of people.
    """
    wide = letter not in FRONTAL and rng.random() < WIDE_FRACTION
    share = FITTED_ROTATION_SHARE if fitted else 1.0
    spread = np.array(ROTATION_SPREAD) * (WIDE_FACTOR if wide else 1) * share
    pitch, yaw, roll = np.clip(rng.normal(0, spread), -MAX_ROTATION, MAX_ROTATION)
    lean = 0.0 if fitted else LEAN
    out: Array = axis_rotation(2, roll) @ axis_rotation(0, pitch + lean) @ axis_rotation(1, yaw)
    return out


def turned_rotation(rng: np.random.Generator, letter: str) -> Array:
    """Draw a rotation (3, 3) to a view from the side, above, below or behind, as some learners hold a letter."""
    if letter in FROM_BEHIND and rng.random() < BEHIND_FRACTION:
        yaw = 180 + rng.normal(0, BEHIND_SPREAD)
    else:
        yaw = rng.uniform(-1, 1) * (FRONTAL_YAW if letter in FRONTAL else SIDE_YAW)
    pitch = np.clip(rng.normal(0, TURNED_PITCH), -MAX_TURNED_PITCH, MAX_TURNED_PITCH)
    roll = rng.normal(0, ROTATION_SPREAD[2])
    out: Array = axis_rotation(2, roll) @ axis_rotation(0, pitch) @ axis_rotation(1, yaw)
    return out


def pose_variant(
    rng: np.random.Generator, skeleton: Skeleton, variant: Variant, letter: str = "", *, turned: bool = False
) -> PosedHand:
    """Draw one person's attempt at a variant: joints differ by some degrees, contacts by some millimetres.

    Args:
        rng: source of randomness.
        skeleton: of the person.
        variant: way of signing.
        letter: "" for other handshapes.
        turned: see turned_rotation.
    """
    shape = variant.shape
    pose = shape.table_pose()
    common = rng.normal(0, COMMON_SPREAD)
    group, aside = TOGETHER.get(letter, ""), rng.normal(0, ABDUCTION_SPREAD)
    for f in "imrl":
        pose[PARAMETER_INDEX[f"{f}_mcp"]] += common + rng.normal(0, FLEXION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_pip"]] += rng.normal(0, FLEXION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_dip"]] += rng.normal(0, FLEXION_SPREAD)
        own = rng.normal(0, ABDUCTION_SPREAD)
        pose[PARAMETER_INDEX[f"{f}_abd"]] += aside + TOGETHER_SHARE * own if f in group else own
        pose[PARAMETER_INDEX[f"{f}_pip"]] = min(pose[PARAMETER_INDEX[f"{f}_pip"]], FLEXION_LIMIT["pip"])
    if letter in {"B", "F", "V", "W"}:
        spread = rng.normal(0, 2.5)
        for f, factor in zip("imrl", (1, 0, -1, -2), strict=True):
            pose[PARAMETER_INDEX[f"{f}_abd"]] += factor * spread
    if letter in {"L", "Y"}:
        pose[PARAMETER_INDEX["t_r"]] += rng.normal(0, 8)
    for name in ("t_r", "t_e", "t_p", "t_mcp", "t_ip"):
        pose[PARAMETER_INDEX[name]] += rng.normal(0, THUMB_SPREAD)
    miss = rng.normal(0, CONTACT_SPREAD, 3)
    contacts = tuple(replace(c, offset=tuple(np.add(c.offset, miss))) for c in shape.contacts)
    pose = shape.settle(skeleton, pose, contacts)
    for name, deviation in WRIST_SPREAD.items():
        pose[PARAMETER_INDEX[name]] += rng.normal(0, deviation)
    view = variant.views[rng.integers(len(variant.views))]
    turn = turned_rotation(rng, letter) if turned else random_rotation(rng, letter, fitted=shape.fitted)
    return PosedHand(pose, turn @ view_rotation(view), variant.name)


def random_letter(
    rng: np.random.Generator,
    skeleton: Skeleton,
    letter: str,
    variants: Mapping[str, tuple[Variant, ...]] | None = None,
    *,
    turned: bool = False,
) -> PosedHand:
    """Draw a static letter as one of many people might sign it.

    Args:
        rng: source of randomness.
        skeleton: of the person.
        letter: A–Y without J.
        variants: other ways than the built-in ones.
        turned: see turned_rotation.
    """
    ways = (VARIANTS if variants is None else variants)[letter]
    frequency = np.array([w.frequency for w in ways])
    way = ways[rng.choice(len(ways), p=frequency / frequency.sum())]
    return pose_variant(rng, skeleton, way, letter, turned=turned)


def random_other(rng: np.random.Generator, skeleton: Skeleton) -> PosedHand:
    """Draw a hand that signs no letter: half transitions, half other handshapes."""
    if rng.random() < 0.5:
        return transition(rng, skeleton)
    frequency = np.array([v.frequency for v in OTHERS.values()])
    variants = list(OTHERS.values())
    return pose_variant(rng, skeleton, variants[rng.choice(len(frequency), p=frequency / frequency.sum())])


def transition(rng: np.random.Generator, skeleton: Skeleton) -> PosedHand:
    """Draw a hand about halfway between two letters that differs enough from every letter."""
    while True:
        a, b = rng.choice(len(STATIC_LETTERS), 2, replace=False)
        start, end = (random_letter(rng, skeleton, STATIC_LETTERS[i]) for i in (a, b))
        t = rng.uniform(0.35, 0.65)
        pose = start.pose * (1 - t) + end.pose * t
        rotation = interpolate_rotation(start.rotation, end.rotation, t)
        change = Rotation.from_matrix(start.rotation.T @ end.rotation).magnitude()
        distance = np.abs(pose[FLEXION_COLUMNS] - letter_flexions()).mean(1).min()
        elbow = rotation @ skeleton.posed_elbow(pose)
        if distance >= MIN_LETTER_DISTANCE and change <= np.radians(MAX_ROTATION_CHANGE) and elbow[2] < MAX_ELBOW_Z:
            return PosedHand(pose, rotation, f"transition {STATIC_LETTERS[a]}-{STATIC_LETTERS[b]}")


@cache
def letter_flexions() -> Array:
    """Return (variants, 12): the flexion of every variant of every letter on the default hand, degrees."""
    skeleton = Arm().skeleton
    return np.array([way.shape.pose(skeleton)[FLEXION_COLUMNS] for ways in VARIANTS.values() for way in ways])
