"""Figures of a system: per signer first, then the mean over signers. Pure functions on predictions."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.recognition.metadata import MIN_CONFIDENCE
from training.datasets.people import TEST_SIGNERS
from training.datasets.sign_mnist import NOT_ASL_LETTERS
from training.evaluation.bootstrap import macro_interval
from training.evaluation.calibration import reliability
from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import NO_ANSWER, Predictions
from training.metrics import by_signer, macro_by_signer

Slices = dict[str, dict[str, dict[str, float]]]


def letter_figures(images: ImageSet, predictions: Predictions) -> dict[str, Any]:
    """Compare the letters that are read with those that are shown.

    A signer's figure is the mean over their letters of the share read right; a hand that is not found is wrong. The
    headline is the mean over signers.

    Returns:
        {"macro", "interval" (95 %, bootstrap over signer × letter), "webcam": macro over the webcam test signers,
        "per_signer": {name: {"frames", "accuracy", "found", "of_found", "without_t"}}, "without_t": macro over the
        23 letters whose Sign MNIST handshape is the ASL one, "per_letter": {letter: mean over signers}, "confusion",
        "reliability", "sure": {"threshold", "answered", "right"}}; all shares 0–1.
    """
    letters, signers, found = images.letters, images.signers, predictions.found
    right = predictions.letters == letters
    asl = ~np.isin(letters, list(NOT_ASL_LETTERS))
    accuracy = by_signer(right, signers, letters)
    without_t = by_signer(right[asl], signers[asl], letters[asl])
    per_signer = {}
    for name, share in accuracy.items():
        own = signers == name
        per_signer[name] = {
            "frames": int(own.sum()),
            "accuracy": share,
            "found": float(found[own].mean()),
            "of_found": _share(right[own & found]) or 0.0,
            "without_t": without_t.get(name, float("nan")),
        }
    sure = predictions.shown(MIN_CONFIDENCE)
    return {
        "macro": _mean(list(accuracy.values())),
        "interval": macro_interval(right, signers, letters),
        "webcam": _mean([share for name, share in accuracy.items() if name in TEST_SIGNERS]),
        "without_t": _mean(list(without_t.values())),
        "per_signer": per_signer,
        "per_letter": {
            letter: macro_by_signer(right[letters == letter], signers[letters == letter])
            for letter in STATIC_LETTERS
            if (letters == letter).any()
        },
        "confusion": confusion(letters.tolist(), predictions.letters.tolist()),
        "reliability": reliability(predictions.confidence[found], right[found]),
        "sure": {
            "threshold": MIN_CONFIDENCE,
            "answered": float(sure.mean()),
            "right": _share(right[sure]) or 0.0,
        },
    }


def shown_figures(images: ImageSet, predictions: Predictions, enter: float) -> dict[str, Any]:
    """Return the share of images that get a letter at confidence `enter`, and the share of these that is right."""
    shown = predictions.shown(enter)
    return {"share": float(shown.mean()), "right": _share((predictions.letters == images.letters)[shown])}


def slice_figures(parts: Sequence[dict[str, str]], images: ImageSet, predictions: Predictions) -> Slices:
    """Return {slice: {part: {"frames", "accuracy"}}}; frames are pooled, so a small part is few signers.

    Args:
        parts: of each image, {slice: part}; see slices.slices_of.
        images, predictions: as many.
    """
    right = predictions.letters == images.letters
    found: Slices = {}
    for name in parts[0] if parts else ():
        values = np.array([part[name] for part in parts])
        found[name] = {
            str(value): {"frames": int((values == value).sum()), "accuracy": float(right[values == value].mean())}
            for value in np.unique(values)
        }
    return found


def false_letters(images: ImageSet, predictions: Predictions, enter: float = MIN_CONFIDENCE) -> dict[str, Any]:
    """Count letters that are read from images without a letter.

    Returns:
        {"pictures", "people": signers, "any": share whose most likely class is a letter, "sure": the same with
        confidence MIN_CONFIDENCE or more, "shown": with confidence `enter` or more}.
    """
    count = max(len(predictions), 1)
    return {
        "pictures": len(predictions),
        "people": len(set(images.signers.tolist())),
        "shown": float(predictions.shown(enter).sum() / count),
        "any": float(predictions.answered.sum() / count),
        "sure": float(predictions.shown(MIN_CONFIDENCE).sum() / count),
    }


def confusion(truth: Sequence[str], read: Sequence[str | None]) -> dict[str, dict[str, int]]:
    """Return {true letter: {letter read, or NO_ANSWER: images}}, without the zeros."""
    counts: dict[str, dict[str, int]] = {}
    for true, letter in zip(truth, read, strict=True):
        row = counts.setdefault(str(true), {})
        row[str(letter or NO_ANSWER)] = row.get(str(letter or NO_ANSWER), 0) + 1
    return counts


def worst_pairs(counts: dict[str, dict[str, int]], count: int) -> list[tuple[str, str, int]]:
    """Return the most frequent mistakes as (true letter, letter read, images); NO_ANSWER is not one of them."""
    pairs = [
        (true, read, number)
        for true, row in counts.items()
        for read, number in row.items()
        if read not in (true, NO_ANSWER)
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:count]


def _share(right: NDArray[np.bool_]) -> float | None:
    return float(right.mean()) if len(right) else None


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
