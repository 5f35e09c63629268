"""What the poses are worth: letters read from landmarks alone, with no picture rendered.

A small network is trained on our poses only, on tracked landmarks of real training signers only, and on
both, and tested on signers it has not seen. Steering is done on training signers; `eval` is for the end.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.recognition.landmark_classifier import landmark_features, mirrored
from training.datasets.sample import Sample
from training.rendering.person import Arm, Build
from training.rendering.variants import STATIC, random_letter

Array = NDArray[np.float64]
NOISE = 0.05
"""Tracker noise added in training, in units of the hand's spread."""
TURN = 12.0
"""In-plane rotation added in training, degrees (standard deviation)."""
FOLDS = 5
MODES = ("poses", "real", "both")


@dataclass(frozen=True)
class Hands:
    """Landmarks in a common square scale: points (n, 21, 2) or (n, 21, 3), letters (n,), signers (n,)."""

    points: Array
    letters: NDArray[np.int64]
    signers: NDArray[np.str_]

    def where(self, chosen: NDArray[np.bool_]) -> "Hands":
        return Hands(self.points[chosen], self.letters[chosen], self.signers[chosen])


def real_hands(samples: Sequence[Sample]) -> Hands:
    """Collect the tracked hands of the samples that show a static ASL letter, in pixels, y up.

    Args:
        samples: of training.datasets.signers; those without landmarks, and letters that are not ASL, are left out.
    """
    marked = [s for s in samples if s.landmarks is not None and s.letter in STATIC and s.is_asl]
    points = [s.landmarks[:, :2].astype(float) * _scale(s) for s in marked if s.landmarks is not None]
    return Hands(
        np.array(points).reshape(-1, 21, 2),
        np.array([STATIC.index(s.letter) for s in marked], int),
        np.array([s.signer for s in marked], str),
    )


def _scale(sample: Sample) -> tuple[int, int]:
    """Return the factors from fractions of the frame, y down, to pixels, y up."""
    width, height = sample.size or sample.load().shape[::-1]
    return width, -height


def posed_hands(count: int, seed: int, people: int = 60) -> Hands:
    """`count` poses of every static letter on synthetic people, in three dimensions, turned to the viewer."""
    rng = np.random.default_rng([seed, 2])
    skeletons = [Arm(Build.random(rng)).skeleton for _ in range(people)]
    points, letters, signers = [], [], []
    for _ in tqdm(range(count), desc="poses", unit="alphabet"):
        for k, letter in enumerate(STATIC):
            who = int(rng.integers(people))
            made = random_letter(rng, skeletons[who], letter)
            points.append(skeletons[who].landmarks(made.pose) @ made.rotation.T)
            letters.append(k)
            signers.append(f"synthetic-{who}")
    return Hands(np.array(points), np.array(letters), np.array(signers))


def varied(hands: Hands, rng: np.random.Generator, n: int) -> tuple[Array, NDArray[np.int64]]:
    """n hands drawn evenly over letters, seen by random cameras, noisy, half of them mirrored: (n, 21, 2)."""
    by_letter = [np.flatnonzero(hands.letters == k) for k in range(len(STATIC))]
    chosen = np.array([rng.choice(by_letter[k]) for k in rng.integers(len(STATIC), size=n) if len(by_letter[k])])
    points = hands.points[chosen] - hands.points[chosen].mean(1, keepdims=True)
    if points.shape[2] == 3:
        distance = rng.uniform(4, 14, (len(points), 1, 1))
        points = points[..., :2] / (distance - points[..., 2:])
    points = points / points.std(axis=(1, 2), keepdims=True)
    a = rng.normal(0, np.radians(TURN), len(points))
    spin = np.stack([np.cos(a), -np.sin(a), np.sin(a), np.cos(a)], 1).reshape(-1, 2, 2)
    points = np.einsum("nij,nkj->nki", spin, points) + rng.normal(0, NOISE, points.shape)
    flip = rng.random(len(points)) < 0.5
    points[flip] = mirrored(points[flip])
    return points, hands.letters[chosen]


@dataclass(frozen=True)
class Net:
    """A trained network as numbers: features are centred and scaled, then go through the layers.

    Attributes:
        mean, scale: of the features.
        weights, biases: of each layer in turn.
    """

    mean: Array
    scale: Array
    weights: tuple[Array, ...]
    biases: tuple[Array, ...]

    def probabilities(self, points: Array) -> Array:
        """Points (n, 21, 2), y up → (n, letters): the mean of what the hand and its mirror image say."""
        return (self._forward(points) + self._forward(mirrored(points))) / 2

    def read(self, points: Array) -> NDArray[np.int64]:
        """Points (n, 21, 2), y up → letters (n,)."""
        return self.probabilities(points).argmax(1)

    def _forward(self, points: Array) -> Array:
        x = (landmark_features(points) - self.mean) / self.scale
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = np.maximum(x @ weight + bias, 0)
        x = x @ self.weights[-1] + self.biases[-1]
        exponent = np.exp(x - x.max(1, keepdims=True))
        return exponent / exponent.sum(1, keepdims=True)

    def save(self, file: BinaryIO) -> None:
        """Write it as .npz."""
        arrays = {
            f"{kind}{i}": each
            for kind, many in (("w", self.weights), ("b", self.biases))
            for i, each in enumerate(many)
        }
        np.savez(file, mean=self.mean, scale=self.scale, **arrays)

    @classmethod
    def load(cls, path: Path) -> "Net":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            layers = range(sum(name.startswith("w") for name in stored.files))
            return cls(
                stored["mean"],
                stored["scale"],
                tuple(stored[f"w{i}"] for i in layers),
                tuple(stored[f"b{i}"] for i in layers),
            )


def train(sources: Sequence[Hands], seed: int, rounds: int = 24, batch: int = 12000) -> Net:
    """A two-layer network on equal parts of the sources."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    rng = np.random.default_rng([seed, 3])
    scaler = StandardScaler()
    net = MLPClassifier((160, 96), batch_size=256, learning_rate_init=2e-3, alpha=1e-4, random_state=seed)
    for i in range(rounds):
        parts = [varied(s, rng, batch // len(sources)) for s in sources]
        x = landmark_features(np.concatenate([p for p, _ in parts]))
        y = np.concatenate([letters for _, letters in parts])
        if i == 0:
            scaler.fit(x)
        net.learning_rate_init = 2e-3 * 0.5 * (1 + np.cos(np.pi * i / rounds)) + 2e-5
        if i:
            net._optimizer.learning_rate_init = net.learning_rate_init
        order = rng.permutation(len(x))
        net.partial_fit(scaler.transform(x[order]), y[order], classes=np.arange(len(STATIC)))
    return Net(scaler.mean_, scaler.scale_, tuple(net.coefs_), tuple(net.intercepts_))


def compare(
    learn: Hands,
    unseen: Hands | None = None,
    *,
    modes: Sequence[str] = MODES,
    seed: int = 1,
    poses: int = 300,
    log: Path | None = None,
) -> dict:
    """Train on poses, on real hands and on both, and test on signers who were not learned from.

    Args:
        learn: tracked hands of the training signers.
        unseen: tracked hands of test signers; None tests on training signers, left out in turn.
        modes: some of MODES.
        poses: synthetic poses of each letter.
        log: JSON Lines file that gets one line with the means.

    Returns:
        mode → {"signers": {signer: accuracy}, "mean": macro mean over signers, "letters": {letter: recall
        over signers' hands}, "confusions": [(truth, read, count), …], "hands": tested}.
    """
    ours = posed_hands(poses, seed) if {"poses", "both"} & set(modes) else None
    test = learn if unseen is None else unseen
    out = {}
    for mode in modes:
        guess = np.full(len(test.letters), -1)
        if unseen is not None or mode == "poses":
            sources = {"poses": [ours], "real": [learn], "both": [ours, learn]}[mode]
            guess[:] = train(sources, seed).read(test.points)
        else:
            people = np.unique(test.signers)
            fold_of = dict(zip(people, np.arange(len(people)) % FOLDS, strict=True))
            folds = np.array([fold_of[s] for s in test.signers])
            for fold in range(FOLDS):
                seen = learn.where(folds != fold)
                sources = [seen] if mode == "real" else [ours, seen]
                guess[folds == fold] = train(sources, seed).read(test.points[folds == fold])
        out[mode] = _figures(test, guess)
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        note = {"when": datetime.now(UTC).isoformat(timespec="seconds"), "split": "train" if unseen is None else "eval"}
        note |= {"seed": seed, "poses": poses, "mean": {m: round(v["mean"], 4) for m, v in out.items()}}
        with log.open("a") as f:
            f.write(json.dumps(note) + "\n")
    return out


def _figures(test: Hands, guess: NDArray[np.int64]) -> dict:
    right = guess == test.letters
    signers = {s: float(right[test.signers == s].mean()) for s in np.unique(test.signers).tolist()}
    wrong: dict[tuple[str, str], int] = {}
    for truth, read in zip(test.letters[~right].tolist(), guess[~right].tolist(), strict=True):
        key = STATIC[truth], STATIC[read]
        wrong[key] = wrong.get(key, 0) + 1
    return {
        "signers": signers,
        "mean": float(np.mean(list(signers.values()))),
        "letters": {
            letter: float(right[test.letters == k].mean())
            for k, letter in enumerate(STATIC)
            if (test.letters == k).any()
        },
        "confusions": sorted(((a, b, n) for (a, b), n in wrong.items()), key=lambda c: -c[2]),
        "hands": len(guess),
    }
