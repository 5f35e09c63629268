"""Are the rendered signs read as themselves? A classifier of real people's landmarks reads posed hands.

The network, its features and its training are those of the MediaPipe comparison (`landmark_baseline.py`), but it learns
from tracked people only. Posed hands have exact landmarks, so no image is rendered. Numbers have a classifier of their
own, because some have the handshape of a letter (0 and O, 2 and V, 6 and W, 9 and F).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from training.datasets.tracked_hands import TrackedHand
from training.rendering.handshape import Handshape, Variant, View
from training.rendering.landmark_baseline import CAMERA_DISTANCE, LandmarkNetwork, LandmarkSet, train_network
from training.rendering.person import Arm, Build
from training.rendering.poses import random_letter
from training.rendering.skeleton import Skeleton
from training.run_folder import written_whole

Array = NDArray[np.float64]
Variants = Mapping[str, tuple[Variant, ...]]
BUNDLED = Path(__file__).parent / "asset" / "people_classifier.npz"
"""Weights that `people_classifier` trained on `signers` and `hands` (split train), rounded to 16 bits."""
PEOPLE = 60
"""Synthetic people that take turns at random."""
PER_SIGNER = 12
"""Most hands of one person and letter that the classifier learns from, so that no person outvotes the others."""
SEED = 4
CLEAR = 0.8
"""A probability above this is not clearer."""
HANDS_A_SIGN = 500
"""Hands of each sign in one pass of the training."""


@dataclass(frozen=True)
class ReadBack:
    """How often one sign is read as itself.

    Attributes:
        share: 0–1.
        taken_for: the most frequent wrong sign and its share, ("", 0.0) without any.
    """

    share: float
    taken_for: tuple[str, float]


def real_set(hands: Sequence[TrackedHand], signs: Sequence[str] = STATIC_LETTERS) -> LandmarkSet:
    """Return at most PER_SIGNER hands of each person and sign, drawn evenly from the person's pictures."""
    groups: dict[tuple[str, str], list[TrackedHand]] = {}
    for hand in hands:
        if hand.sign in signs:
            groups.setdefault((hand.sign, hand.signer), []).append(hand)
    kept = []
    for group in groups.values():
        chosen = np.unique(np.linspace(0, len(group) - 1, min(PER_SIGNER, len(group))).round().astype(int))
        kept += [group[i] for i in chosen]
    return LandmarkSet(
        np.array([hand.points[:, :2] for hand in kept]).reshape(-1, 21, 2),
        np.array([list(signs).index(hand.sign) for hand in kept], int),
        np.array([hand.signer for hand in kept], str),
    )


def people_classifier(
    hands: Sequence[TrackedHand], cache: Path, signs: Sequence[str] = STATIC_LETTERS
) -> LandmarkNetwork:
    """Train the classifier of some signs on real people's landmarks only; the result is kept in `cache`.

    Raises:
        RunError: the folder cannot be written.
    """
    real = real_set(hands, signs)
    key = hashlib.sha256(real.points.tobytes() + real.letters.tobytes() + bytes([SEED])).hexdigest()[:16]
    path = cache / f"people-{key}.npz"
    if not path.is_file():
        net = train_network([real], SEED, batch=HANDS_A_SIGN * len(signs), classes=len(signs))
        with written_whole(path) as part, part.open("wb") as file:
            net.save(file)
    return LandmarkNetwork.load(path)


class Reader:
    """Reads the hands of always the same random people in a pose that is searched for."""

    def __init__(self, net: LandmarkNetwork, sign: str, way: Variant, count: int = 60, seed: int = 101) -> None:
        """Prepare.

        Args:
            net: reads letters.
            sign: the letter that is shown.
            way: its way; the pose and the views are replaced.
            count: number of hands.
            seed: of people and what they do differently; not that of the check.
        """
        self._net, self._sign, self._way, self._count, self._seed = net, sign, way, count, seed
        rng = np.random.default_rng([seed, ord(sign)])
        self._skeletons = [Arm(Build.random(rng)).skeleton for _ in range(min(PEOPLE, count))]

    def clearly(self, shape: Handshape, views: Sequence[View]) -> float:
        """Return how often and how clearly a handshape is read as the sign, 0–1."""
        way = {self._sign: (replace(self._way, shape=shape, views=tuple(views)),)}
        points = _posed(self._skeletons, self._sign, self._count, np.random.default_rng([self._seed, 1]), way)
        probability = self._net.probabilities(points)
        own = STATIC_LETTERS.index(self._sign)
        clear = np.minimum(probability[:, own], CLEAR) / CLEAR
        return float((clear.mean() + (probability.argmax(1) == own).mean()) / 2)


def posed_letters(letter: str, count: int, seed: int, variants: Variants | None = None) -> Array:
    """Pose one sign on random people from random views; return (count, 21, 2), projected.

    Args:
        letter: a static letter; with `variants` any sign that has a row there.
        count: number of hands.
        seed: of people, poses and views.
        variants: ways of each sign; None: those of the letters of the built-in table.
    """
    rng = np.random.default_rng([seed, ord(letter)])
    skeletons = [Arm(Build.random(rng)).skeleton for _ in range(min(PEOPLE, count))]
    return _posed(skeletons, letter, count, rng, variants)


def _posed(
    skeletons: Sequence[Skeleton], letter: str, count: int, rng: np.random.Generator, variants: Variants | None
) -> Array:
    points = np.zeros((count, 21, 3))
    for i in range(count):
        skeleton = skeletons[int(rng.integers(len(skeletons)))]
        hand = random_letter(rng, skeleton, letter, variants)
        points[i] = skeleton.landmarks(hand.pose) @ hand.rotation.T
    points -= points.mean(1, keepdims=True)
    out: Array = points[..., :2] / (rng.uniform(*CAMERA_DISTANCE, (count, 1, 1)) - points[..., 2:])
    return out


def read_back(
    net: LandmarkNetwork,
    count: int = 200,
    seed: int = 22,
    signs: Sequence[str] = STATIC_LETTERS,
    variants: Variants | None = None,
) -> dict[str, ReadBack]:
    """Pose each sign `count` times and return how often it is read as itself; see `posed_letters`.

    `signs` are the classes of the network, in their order.
    """
    out = {}
    for letter in signs:
        predicted = net.predict(posed_letters(letter, count, seed, variants))
        names, counts = np.unique(predicted, return_counts=True)
        shares = {signs[k]: float(n) / count for k, n in zip(names.tolist(), counts.tolist(), strict=True)}
        own = shares.pop(letter, 0.0)
        worst = max(shares.items(), key=lambda item: item[1], default=("", 0.0))
        out[letter] = ReadBack(own, worst)
    return out


def bundled_classifier() -> LandmarkNetwork:
    """Return the bundled classifier of training people's landmarks, for machines that have no data."""
    return LandmarkNetwork.load(BUNDLED)
