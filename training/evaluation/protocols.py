"""The protocols of `python -m training evaluate`: one candidate on test signers, negatives, changed frames and more."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.interpreter import Model
from device.types import Pixels
from training.datasets.sign_mnist_csv import Rows
from training.evaluation.calibration import reliability
from training.evaluation.candidates import Candidate
from training.evaluation.cost import milliseconds
from training.evaluation.evaluation_set import EvaluationSet, TrainingSet
from training.evaluation.figures import false_letters, letter_figures, slice_figures
from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import Predictions
from training.evaluation.robustness import boxes_of, curves, input_of, official_curves
from training.evaluation.slices import slices_of
from training.evaluation.systems import System
from training.networks.base import LetterClassifier

TIMED = 60  # frames that are read one by one to time a system


@dataclass(frozen=True)
class Inputs:
    """Images of the protocols; what a run does not need is None or empty.

    Attributes:
        test: images of the test signers.
        training: images of the split `train`.
        official: Sign MNIST's official test.
        rendered: frames of synthetic people, whose skin is known; rendered_from: their folder.
    """

    test: EvaluationSet | None = None
    training: TrainingSet | None = None
    official: Rows | None = None
    rendered: ImageSet = field(default_factory=lambda: ImageSet(()))
    rendered_from: str = ""


def measure(candidate: Candidate, inputs: Inputs, protocol: str, *, curves_too: bool = False) -> dict[str, Any]:
    """Measure one candidate by one protocol.

    Args:
        candidate: what is measured.
        inputs: holds what the protocol needs.
        protocol: one of the command's: `official`, `strangers` (test signers), `negatives`, `robustness`, `rendered`.
        curves_too: also measure robustness curves on the official test.

    Returns:
        Figures ready for JSON. A protocol that the candidate cannot follow adds nothing but its name.
    """
    system = candidate.system
    found: dict[str, Any] = {"name": system.name, "how": system.how, "group": candidate.group}
    if protocol == "strangers" and inputs.test is not None:
        found |= _test_signers(system, inputs.test)
    if protocol == "negatives" and system.live and inputs.test is not None and inputs.training is not None:
        found["negatives"] = _negatives(candidate, inputs.test, inputs.training)
    if protocol == "rendered" and system.live:
        found["rendered"] = {"set": inputs.rendered_from, **_rendered(system, inputs.rendered)}
    if protocol == "robustness" and system.live and inputs.test is not None:
        found["curves"] = curves(system, inputs.test.frames)
    if protocol == "official" and candidate.classifier is not None and inputs.official is not None:
        found["official"] = official(candidate.classifier, inputs.official, curves_too)
    return found


def _test_signers(system: System, test: EvaluationSet) -> dict[str, Any]:
    predictions = system.predict(test.frames)
    found: dict[str, Any] = {
        "whole_frames": letter_figures(test.frames, predictions),
        "slices": slice_figures(test.slices, test.frames, predictions),
        "answers": predictions.as_json(),
    }
    if system.live:
        found["cost"] = _cost(system, test.frames, predictions)
    if system.takes_boxes:
        found["given_boxes"] = _given_boxes(system, test)
    return found


def _given_boxes(system: System, test: EvaluationSet) -> dict[str, Any]:
    """Measure the frames whose hand is marked; the others are left out, unlike with whole frames."""
    marked = [i for i, sample in enumerate(test.frames.samples) if sample.box is not None]
    images = test.frames.take(marked)
    predictions = system.predict(images, boxes_of(images))
    letters: list[object] = [None] * len(test.frames)
    for i, letter in zip(marked, predictions.as_json()["letters"], strict=True):
        letters[i] = letter
    return {
        **letter_figures(images, predictions),
        "letters": letters,
        "slices": slice_figures([test.slices[i] for i in marked], images, predictions),
    }


def _cost(system: System, images: ImageSet, predictions: Predictions) -> dict[str, float]:
    own = predictions.cpu_ms
    if own is not None:  # a child process measures itself
        return {
            "cpu_ms": round(float(own.mean()), 2),
            "median_cpu_ms": round(float(np.median(own)), 2),
            "frames": len(own),
        }
    step = max(1, len(images) // TIMED)
    single = [images.take([i]) for i in range(0, len(images), step)]
    return {**milliseconds(lambda i: system.predict(single[i % len(single)]), TIMED), "frames": TIMED}


def _negatives(candidate: Candidate, test: EvaluationSet, training: TrainingSet) -> dict[str, Any]:
    groups = {"strangers, other handshapes": test.other_handshapes, "strangers, no hand": test.no_hand}
    if not candidate.learned_negatives:
        groups["training pool, other handshapes"] = training.pool_other_handshapes
        groups["training pool, no hand"] = training.pool_no_hand
    return {
        name: false_letters(images, candidate.system.predict(images), candidate.system.enter)
        for name, images in groups.items()
        if images
    }


def _rendered(system: System, images: ImageSet) -> dict[str, Any]:
    """Measure synthetic people by slice: given boxes if the system takes them, else whole frames."""
    predictions = system.predict(images, boxes_of(images) if system.takes_boxes else None)
    parts = [slices_of(sample, image) for sample, image in zip(images.samples, images.images, strict=True)]
    return {
        "on": input_of(system),
        "frames": len(images),
        "people": len(set(images.signers.tolist())),
        "accuracy": float((predictions.letters == images.letters).mean()),
        "slices": slice_figures(parts, images, predictions),
    }


def official(model: LetterClassifier | Model, test: Rows, perturbed: bool) -> dict[str, Any]:
    """Measure accuracy on Sign MNIST's test and, if asked, robustness curves on one row of each photograph."""
    labels, scores = _scores(model, test.pixels)
    right = labels[scores.argmax(1)] == test.letters
    found: dict[str, Any] = {"accuracy": float(right.mean()), "rows": len(right)}
    found["reliability"] = reliability(scores.max(1).astype(float), right)
    if perturbed and test.photographs is not None:
        found["curves"] = official_curves(lambda pixels: labels[_scores(model, pixels)[1].argmax(1)], test)
    return found


def _scores(model: LetterClassifier | Model, pixels: Pixels) -> tuple[NDArray[np.str_], NDArray[np.float32]]:
    if isinstance(model, Model):
        return np.array(model.metadata.labels), np.stack([model.read(square) for square in pixels])
    batches = [model.scores(pixels[i : i + 1024]) for i in range(0, len(pixels), 1024)]
    return np.array(model.labels), np.concatenate(batches)
