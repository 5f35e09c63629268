"""Experiment: how well do posed hands teach letters, compared with tracked hands of real people?

A small network on landmarks (`landmark_baseline.py`) is trained on posed hands only, on tracked hands of training
signers only, and on both. It is tested on signers it has not learned from. No image is rendered.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from training.rendering.landmark_baseline import LandmarkSet, posed_landmarks, train_network

FOLDS = 5
MODES = ("poses", "real", "both")


@dataclass(frozen=True)
class Accuracy:
    """Result of one mode.

    Attributes:
        signers: signer → share of correct letters.
        mean: macro mean over the signers.
        letters: letter → recall over all tested hands.
        confusions: (true letter, predicted letter, count), most frequent first.
        hands: number of tested hands.
    """

    signers: dict[str, float]
    mean: float
    letters: dict[str, float]
    confusions: list[tuple[str, str, int]]
    hands: int

    @classmethod
    def of(cls, test: LandmarkSet, predicted: NDArray[np.int64]) -> "Accuracy":
        """Compare predicted letter indices (n,) with those of the test set."""
        right = predicted == test.letters
        signers = {s: float(right[test.signers == s].mean()) for s in np.unique(test.signers).tolist()}
        wrong: dict[tuple[str, str], int] = {}
        for truth, guess in zip(test.letters[~right].tolist(), predicted[~right].tolist(), strict=True):
            key = STATIC_LETTERS[truth], STATIC_LETTERS[guess]
            wrong[key] = wrong.get(key, 0) + 1
        shown = [(k, letter) for k, letter in enumerate(STATIC_LETTERS) if (test.letters == k).any()]
        return cls(
            signers,
            float(np.mean(list(signers.values()))),
            {letter: float(right[test.letters == k].mean()) for k, letter in shown},
            sorted(((a, b, n) for (a, b), n in wrong.items()), key=lambda c: -c[2]),
            len(predicted),
        )


def compare(
    learn: LandmarkSet,
    unseen: LandmarkSet | None = None,
    *,
    modes: Sequence[str] = MODES,
    seed: int = 1,
    poses: int = 300,
    log: Path | None = None,
) -> dict[str, Accuracy]:
    """Train on poses, on real hands and on both, and test on signers who were not learned from.

    Args:
        learn: tracked hands of the training signers.
        unseen: tracked hands of test signers; None tests on training signers, left out in turn.
        modes: some of MODES.
        seed: of poses, augmentation and training.
        poses: synthetic poses of each letter.
        log: JSON Lines file that gets one line with the means.

    Returns:
        Mode → its figures.
    """
    posed = posed_landmarks(poses, seed) if {"poses", "both"} & set(modes) else None
    out = {mode: _measure(mode, learn, unseen, posed, seed) for mode in modes}
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        line = {
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "split": "train" if unseen is None else "eval",
            "seed": seed,
            "poses": poses,
            "mean": {mode: round(accuracy.mean, 4) for mode, accuracy in out.items()},
        }
        with log.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return out


def _measure(
    mode: str, learn: LandmarkSet, unseen: LandmarkSet | None, posed: LandmarkSet | None, seed: int
) -> Accuracy:
    """Train one network, or one network for each fold of training signers, and test."""

    def sources(real: LandmarkSet) -> list[LandmarkSet]:
        return [*([posed] if posed is not None and mode != "real" else []), *([real] if mode != "poses" else [])]

    test = learn if unseen is None else unseen
    predicted = np.full(len(test.letters), -1)
    if unseen is not None or mode == "poses":
        predicted[:] = train_network(sources(learn), seed).predict(test.points)
        return Accuracy.of(test, predicted)
    people = np.unique(test.signers)
    fold_of = dict(zip(people, np.arange(len(people)) % FOLDS, strict=True))
    folds = np.array([fold_of[s] for s in test.signers])
    for fold in range(FOLDS):
        network = train_network(sources(learn.where(folds != fold)), seed)
        predicted[folds == fold] = network.predict(test.points[folds == fold])
    return Accuracy.of(test, predicted)
