"""Robustness curves: accuracy on perturbed frames and on perturbed rows of the official test."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import box_around
from device.types import HandBox, Pixels
from training.datasets.sample import Sample
from training.datasets.sign_mnist_csv import Rows
from training.evaluation.figures import letter_figures
from training.evaluation.image_set import ImageSet
from training.evaluation.perturb import STEPS, perturb
from training.evaluation.systems import System
from training.progress import progress

PER_LETTER = 2  # frames of each signer and letter
OFFICIAL_SCALE = 112
"""Width for which blur is scaled on 28×28 rows: they show a hand that fills about a third of a 320 px frame."""


def curves(system: System, frames: ImageSet) -> dict[str, Any]:
    """Measure perturbed frames: given boxes if the system takes them, else whole frames.

    Returns:
        {"on", "frames": number, kind of perturbation: [[amount, macro accuracy], …]}.
    """
    chosen = frames.take(_few(frames.samples))
    found: dict[str, Any] = {"on": input_of(system), "frames": len(chosen)}
    steps = [(kind, amount) for kind, amounts in STEPS.items() for amount in amounts]
    for kind, amount in progress(steps, f"Perturbed frames: {system.name}"):
        samples: list[Sample] = []
        images: list[Pixels] = []
        for seed, (sample, image) in enumerate(zip(chosen.samples, chosen.images, strict=True)):
            assert sample.landmarks is not None
            changed, landmarks = perturb(image, sample.landmarks, kind, amount, seed)
            images.append(changed)
            samples.append(replace(sample, landmarks=landmarks, box=box_around(landmarks[:, :2])))
        made = ImageSet.of(samples, images)
        predictions = system.predict(made, boxes_of(made) if system.takes_boxes else None)
        found.setdefault(kind, []).append([amount, letter_figures(made, predictions)["macro"]])
    return found


def official_curves(read: Callable[[Pixels], NDArray[np.str_]], test: Rows) -> dict[str, Any]:
    """Measure perturbed rows of Sign MNIST's test, one row of each photograph.

    Args:
        read: from uint8 (n, 28, 28) to n letters.
        test: the official test, with its photographs.

    Returns:
        {"rows": number, kind of perturbation: [[amount, accuracy], …]}.
    """
    assert test.photographs is not None
    _, first = np.unique(test.photographs, return_index=True)
    hand = np.zeros((21, 3), np.float32)
    hand[:, :2] = np.linspace(0.1, 0.9, 21)[:, None]  # the hand fills the row
    found: dict[str, Any] = {"rows": len(first)}
    for kind, amounts in STEPS.items():
        for amount in amounts:
            changed = [perturb(test.pixels[i], hand, kind, amount, int(i), OFFICIAL_SCALE)[0] for i in first]
            share = float((read(np.stack(changed)) == test.letters[first]).mean())
            found.setdefault(kind, []).append([amount, share])
    return found


def boxes_of(images: ImageSet) -> list[HandBox]:
    """Return the boxes of all samples, which must have one."""
    boxes = [sample.box for sample in images.samples if sample.box is not None]
    assert len(boxes) == len(images)
    return boxes


def input_of(system: System) -> str:
    """Return what a system is given: boxes if it takes them, else whole frames."""
    return "given boxes" if system.takes_boxes else "whole frames"


def _few(frames: Sequence[Sample]) -> list[int]:
    """Return the indices of the first and the middle marked frames of each signer and letter."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, sample in enumerate(frames):
        if sample.landmarks is not None:
            groups.setdefault((sample.source, sample.letter), []).append(i)
    return [i for own in groups.values() for i in own[:: max(1, -(-len(own) // PER_LETTER))]]
