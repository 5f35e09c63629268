"""Figures on the split `dev`: letters, places, other handshapes, landmarks, slices and verification of one system."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.tutor.verification import VerifyThresholds
from training.datasets.sample import Sample
from training.evaluation.calibration import reliability
from training.evaluation.dev_set import DevSet, people
from training.evaluation.figures import false_letters, shown_figures
from training.evaluation.image_set import ImageSet
from training.evaluation.localisation import localisation
from training.evaluation.predictions import Predictions
from training.evaluation.slices import slices_of
from training.evaluation.systems import CachedSystem, System
from training.evaluation.verification import false_accepts, judge, nearest_rivals, true_accepts
from training.metrics import by_signer, macro_by_signer

SMALL = 0.15  # height of the hand's box in heights of the frame below which a hand is small
ENTER_THRESHOLDS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
SLICES = {"P Q": "PQ", "R": "R", "M N T": "MNT"}


def dev_figures(system: System, dev: DevSet, thresholds: VerifyThresholds) -> dict[str, Any]:
    """Measure one system on the split `dev`.

    Letters are the likeliest letter whatever its confidence; a hand that is not found is wrong. Means are over letters,
    then over people.

    Args:
        system: what is measured.
        dev: of open_dev.
        thresholds: the tutor's.

    Returns:
        Figures by topic, ready for JSON; all shares 0–1. "crowd" only where there is one; "ece" is the calibration
        error of the frames of full signers that get a letter.
    """
    system = CachedSystem(system)
    found: dict[str, Any] = {"name": system.name, "enter": system.enter}
    for name, images in (("full", dev.full), ("crowd", dev.crowd)):
        if not images:
            continue
        predictions = system.predict(images)
        right = predictions.likeliest == images.letters
        found[name] = {
            "frames": len(images),
            "people": people(images.samples),
            "mean": macro_by_signer(right, images.signers, images.letters),
            "per_signer": by_signer(right, images.signers, images.letters),
            "found": float(predictions.found.mean()),
            "shown": shown_figures(images, predictions, system.enter),
        }
    predictions = system.predict(dev.full)
    right = predictions.likeliest == dev.full.letters
    found["per_letter"] = {
        str(letter): macro_by_signer(right[own], dev.full.signers[own])
        for letter in np.unique(dev.full.letters)
        for own in [dev.full.letters == letter]
    }
    found["slices"] = _slices(dev.full, right)
    answered = predictions.answered
    found["ece"] = reliability(predictions.confidence[answered], right[answered])["ece"]
    places = localisation(dev.full, predictions)
    found["landmarks"] = float(np.median([p["points"] for p in places.values() if p["points"] is not None]))
    found["hit"] = float(np.mean([p["hit"] for p in places.values() if p["hit"] is not None]))
    found["places"] = {
        **false_letters(dev.places, system.predict(dev.places), system.enter),
        "accepted": float(system.predict(dev.places).found.mean()),
    }
    found["other"] = false_letters(dev.other, system.predict(dev.other), system.enter)
    found["curve"] = threshold_curve(system, dev)
    found["verification"] = _verification(dev.full, predictions, thresholds)
    return found


def number_figures(system: System, numbers: ImageSet) -> dict[str, Any]:
    """Measure a system that reads numbers on the numbers of `dev`; figures as those of letters in `dev_figures`.

    Returns:
        "mean": over numbers, then over people; "each": over people, then over numbers. Most people signed one to three
        numbers, and lessons ask for all ten equally often: the lower of the two is what a lesson may rely on.
    """
    predictions = system.predict(numbers)
    right = predictions.likeliest == numbers.letters
    per_number = {
        str(number): macro_by_signer(right[own], numbers.signers[own])
        for number in np.unique(numbers.letters)
        for own in [numbers.letters == number]
    }
    return {
        "frames": len(numbers),
        "people": people(numbers.samples),
        "mean": macro_by_signer(right, numbers.signers, numbers.letters),
        "shown": shown_figures(numbers, predictions, system.enter),
        "each": float(np.mean(list(per_number.values()))),
        "per_number": per_number,
    }


def threshold_curve(system: System, dev: DevSet) -> list[dict[str, float]]:
    """Return the figures of showing a letter at each of ENTER_THRESHOLDS.

    Returns:
        For each: "enter"; "shown", "right": fraction of the full signers' frames that get a letter, and of these the
        right ones; "places", "other": fraction of images without a hand, and of other handshapes, that get a letter.
    """
    full, places, other = (system.predict(images) for images in (dev.full, dev.places, dev.other))
    return [
        {
            "enter": enter,
            **{"shown": shown["share"], "right": shown["right"]},
            "places": float(places.shown(enter).mean()),
            "other": float(other.shown(enter).mean()),
        }
        for enter in ENTER_THRESHOLDS
        for shown in [shown_figures(dev.full, full, enter)]
    ]


def _slices(images: ImageSet, right: NDArray[np.bool_]) -> dict[str, dict[str, float]]:
    """Return {slice: {"frames", "accuracy"}}, pooled over the frames of the slice."""
    parts = [slices_of(s, image) for s, image in zip(images.samples, images.images, strict=True)]
    masks = {
        "left hands": [part["hand"] == "left" for part in parts],
        "right hands": [part["hand"] == "right" for part in parts],
        "dark": [part["light"] == "dim" for part in parts],
        "bright": [part["light"] == "bright" for part in parts],
        "busy background": [part["background"] == "busy" for part in parts],
        "small hands": [_is_small(s) for s in images.samples],
        **{name: [s.letter in letters for s in images.samples] for name, letters in SLICES.items()},
    }
    return {
        name: {"frames": int(np.sum(mask)), "accuracy": float(right[np.array(mask)].mean())}
        for name, mask in masks.items()
        if np.any(mask)
    }


def _is_small(sample: Sample) -> bool:
    return sample.box is not None and sample.box.y1 - sample.box.y0 < SMALL


def _verification(images: ImageSet, predictions: Predictions, thresholds: VerifyThresholds) -> dict[str, float]:
    """Return true accepts, and false accepts of the nearest rivals, at the tutor's thresholds."""
    judged = judge(images, predictions, thresholds)
    rivals = nearest_rivals(judged)
    return {
        "true": true_accepts(judged, judged.accepted)["mean"],
        "false": false_accepts(judged, rivals, judged.accepted)["mean"],
    }
