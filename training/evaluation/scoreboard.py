"""All figures of one system for the scoreboard."""

from typing import Any

import numpy as np

from device.tutor.verification import VerifyThresholds
from training.evaluation.burst_windows import FPS, window_figures, windows
from training.evaluation.evaluation_set import EvaluationSet, TrainingSet
from training.evaluation.figures import false_letters, letter_figures, shown_figures, slice_figures
from training.evaluation.image_set import ImageSet
from training.evaluation.localisation import localisation
from training.evaluation.predictions import Predictions
from training.evaluation.slices import SKINS, skin_third
from training.evaluation.systems import CachedSystem, System
from training.evaluation.verification import Judgements, judge, verification


def measure(
    system: System,
    measured: EvaluationSet,
    training: TrainingSet,
    rendered: ImageSet,
    thresholds: VerifyThresholds | None = None,
) -> dict[str, Any]:
    """Measure letters, landmarks, verification, false letters and temporal averaging.

    Args:
        system: what is measured.
        measured: images of the signers it is measured on.
        training: images of the validation signers, and training images without a letter.
        rendered: rendered hands before patterned walls, with exact truth.
        thresholds: of the tutor; None measures no verification.

    Returns:
        Figures by topic, ready for JSON; "placing", "votes" and "patterned" only where the system and the images
        allow them.
    """
    system = CachedSystem(system)
    found = letters(system, measured)
    if thresholds is not None:
        found["verification"] = verified(system, measured, training, thresholds)
    groups = {
        "no hand, strangers": measured.hand_free,
        "other handshapes, strangers": measured.other_handshapes,
        "no hand, training pool": training.pool_no_hand,
    }
    if measured.split == "eval":
        groups["other handshapes, held out"] = training.other_handshapes
    found["false_letters"] = {
        name: false_letters(images, system.predict(images), system.enter) for name, images in groups.items() if images
    }
    if measured.bursts:
        found["votes"] = _bursts(system, measured, training, thresholds)
    if system.places_landmarks and rendered:
        found["patterned"] = _patterned(system, rendered)
    return found


def letters(system: System, measured: EvaluationSet) -> dict[str, Any]:
    """Measure letters and landmarks of whole frames."""
    frames = measured.frames
    predictions = system.predict(frames)
    found: dict[str, Any] = {
        "name": system.name,
        "how": system.how,
        "enter": system.enter,
        "letters": letter_figures(frames, predictions),
        "slices": slice_figures(measured.slices, frames, predictions),
        "shown": shown_figures(frames, predictions, system.enter),
    }
    if system.places_landmarks:
        found["placing"] = localisation(frames, predictions)
    return found


def verified(
    system: System, measured: EvaluationSet, training: TrainingSet, thresholds: VerifyThresholds
) -> dict[str, Any]:
    """Measure verification of single frames; rivals and the tuned margin come from the validation signers."""
    groups = {"webcam": measured.webcam, "hard": measured.crowd}
    validation = _judged(system, training.frames, thresholds)
    return verification(validation, _judged(system, measured.frames, thresholds), groups, thresholds)


def _judged(system: System, images: ImageSet, thresholds: VerifyThresholds) -> Judgements:
    return judge(images, system.predict(images), thresholds)


def _bursts(
    system: System, measured: EvaluationSet, training: TrainingSet, thresholds: VerifyThresholds | None
) -> dict[str, Any]:
    bursts = measured.bursts
    averaged = windows(bursts, system.follow(bursts, 1 / FPS))
    found = window_figures(bursts, system.predict(bursts), averaged, system.enter)
    if thresholds is not None:
        shown = judge(bursts.take(averaged.first.tolist()), averaged.predictions, thresholds)
        validation = _judged(system, training.frames, thresholds)
        figures = verification(validation, shown, {"webcam": measured.webcam}, thresholds)
        found["verification"] = figures["webcam"]
        found["device_verification"] = figures["device_webcam"]
    return found


def _patterned(system: System, images: ImageSet) -> dict[str, Any]:
    """Measure rendered hands, pooled over their people, each of whom has a handful of images."""
    predictions: Predictions = system.predict(images)
    right = predictions.letters == images.letters
    skin = np.array([skin_third(sample) for sample in images.samples])
    return {
        **localisation(images.by_one_signer("rendered"), predictions)["rendered"],
        "letters": float(right.mean()),
        "skin": {
            tone: {
                "frames": int((skin == tone).sum()),
                "letters": float(right[skin == tone].mean()),
                "found": float(predictions.found[skin == tone].mean()),
            }
            for tone in SKINS
            if (skin == tone).any()
        },
    }
