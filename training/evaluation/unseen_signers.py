"""Figures of one reader on the strangers: per person first, then the mean over persons."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.recognition.metadata import MIN_CONFIDENCE
from training.datasets.people import TEST_SIGNERS
from training.datasets.sample import Sample
from training.datasets.sign_mnist import NOT_ASL_LETTERS
from training.evaluation.bootstrap import macro_interval
from training.evaluation.calibration import reliability
from training.evaluation.experiment import confusion
from training.evaluation.frame_systems import Answer


def figures(samples: Sequence[Sample], answers: Sequence[Answer]) -> dict[str, Any]:
    """One pass over the strangers' frames.

    A person's figure is the mean over letters of the share read rightly, a hand not found being wrong; the
    headline is the mean over persons ("davidlee" is six to ten volunteers, counted as one).

    Returns:
        {"macro", "interval", "webcam", "per_signer": {name: {"frames", "accuracy", "found", "of_found"}},
        "without_t": macro over the 23 letters whose Sign MNIST handshape is the ASL one,
        "per_letter": {letter: mean over persons}, "confusion", "reliability", "sure": {"answered", "right"}}
    """
    truth = np.array([s.letter for s in samples])
    people = np.array([s.source for s in samples])
    read = np.array([a.letter or "–" for a in answers])
    found = np.array([a.found for a in answers])
    sure = np.array([a.letter is not None and a.confidence >= MIN_CONFIDENCE for a in answers])
    right = truth == read
    per_signer, by_letter = {}, {}
    for name in dict.fromkeys(people.tolist()):
        own = people == name
        shares = {letter: float(right[own & (truth == letter)].mean()) for letter in np.unique(truth[own]).tolist()}
        by_letter[name] = shares
        per_signer[name] = {
            "frames": int(own.sum()),
            "accuracy": float(np.mean(list(shares.values()))),
            "found": float(found[own].mean()),
            "of_found": float(right[own & found].mean()) if (own & found).any() else 0.0,
            "without_t": float(np.mean([share for key, share in shares.items() if key not in NOT_ASL_LETTERS])),
        }
    return {
        "macro": _mean(per_signer, "accuracy"),
        "interval": macro_interval(right, people, truth),
        "webcam": _mean({name: row for name, row in per_signer.items() if name in TEST_SIGNERS}, "accuracy"),
        "without_t": _mean(per_signer, "without_t"),
        "per_signer": per_signer,
        "per_letter": {
            letter: float(np.mean([shares[letter] for shares in by_letter.values() if letter in shares]))
            for letter in STATIC_LETTERS
            if any(letter in shares for shares in by_letter.values())
        },
        "confusion": confusion(truth.tolist(), [a.letter for a in answers]),
        "reliability": reliability(np.array([a.confidence for a in answers])[found], right[found]),
        "sure": {
            "threshold": MIN_CONFIDENCE,
            "answered": float(sure.mean()),
            "right": float(right[sure].mean()) if sure.any() else 0.0,
        },
    }


def slice_figures(
    parts: Sequence[dict[str, str]], samples: Sequence[Sample], answers: Sequence[Answer]
) -> dict[str, dict[str, dict[str, float]]]:
    """{slice: {part: {"frames", "accuracy"}}}; frames pooled over persons, so small parts are few people."""
    right = np.array([s.letter == a.letter for s, a in zip(samples, answers, strict=True)])
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name in parts[0] if parts else ():
        values = np.array([part[name] for part in parts])
        found[name] = {
            str(value): {"frames": int((values == value).sum()), "accuracy": float(right[values == value].mean())}
            for value in np.unique(values)
        }
    return found


def false_letters(answers: Sequence[Answer]) -> dict[str, float]:
    """Pictures without a letter: share read as one at all, and with confidence MIN_CONFIDENCE or more."""
    letters = [a for a in answers if a.letter is not None]
    count = max(len(answers), 1)
    return {
        "pictures": len(answers),
        "any": len(letters) / count,
        "sure": sum(a.confidence >= MIN_CONFIDENCE for a in letters) / count,
    }


def _mean(rows: dict[str, dict[str, Any]], key: str) -> float:
    return float(np.mean([row[key] for row in rows.values()])) if rows else 0.0
