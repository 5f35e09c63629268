"""One candidate through the protocols on strangers, negatives, disturbed frames and the official test."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from device.recognition.interpreter import Model
from device.types import HandBox, Pixels
from training.datasets.negatives import is_no_hand
from training.datasets.sample import Sample
from training.datasets.sign_mnist import Rows
from training.evaluation.calibration import reliability
from training.evaluation.cost import milliseconds
from training.evaluation.frame_systems import Answer, System, read_all
from training.evaluation.perturb import STEPS, box_around, disturb
from training.evaluation.slices import slices_of
from training.evaluation.systems import Candidate
from training.evaluation.unseen_signers import false_letters, figures, slice_figures
from training.networks.base import LetterClassifier
from training.progress import progress

PER_LETTER = 2  # frames of each signer and letter in the robustness curves
TIMED = 60  # frames read one by one to time a reader
OFFICIAL_SCALE = 112
"""28×28 rows show a hand that is about a third of a 320 px frame: blur is scaled to match."""


@dataclass(frozen=True)
class Ground:
    """What everybody is measured on, read once.

    Attributes:
        frames, images: the strangers' letters (kind frame) and their pictures.
        parts: of each frame, its slices.
        negatives, empty: pictures without a letter of strangers, and of the training pool.
        official: Sign MNIST's test, None where it is not wanted.
        rendered: frames of synthetic people, which know their skin; rendered_from: their folder.
    """

    frames: list[Sample]
    images: list[Pixels]
    parts: list[dict[str, str]]
    negatives: list[Sample] = field(default_factory=list)
    empty: list[Sample] = field(default_factory=list)
    official: Rows | None = None
    rendered: list[Sample] = field(default_factory=list)
    rendered_from: str = ""


def measure(candidate: Candidate, ground: Ground, protocol: str, *, curves_too: bool = False) -> dict[str, Any]:
    """What one protocol says of a candidate; see evaluate for the protocols.

    Args:
        curves_too: of the official test, its robustness curves as well.
    """
    reader = candidate.reader
    found: dict[str, Any] = {"name": reader.name, "how": reader.how, "group": candidate.group}
    recorded = hasattr(reader, "read_samples")
    if protocol == "strangers":
        answers = _whole(reader, ground)
        found["whole_frames"] = figures(ground.frames, answers)
        found["slices"] = slice_figures(ground.parts, ground.frames, answers)
        found["answers"] = _kept(answers)
        if not recorded:
            found["cost"] = _cost(reader, ground.images, answers)
        if reader.given_boxes:
            found["given_boxes"] = _given(reader, ground)
    if protocol == "negatives" and not recorded:
        found["negatives"] = _negatives(candidate, ground)
    if protocol == "rendered" and not recorded:
        found["rendered"] = {"set": ground.rendered_from, **_rendered(reader, ground.rendered)}
    if protocol == "robustness" and not recorded:
        found["curves"] = curves(reader, ground)
    if protocol == "official" and candidate.classifier is not None and ground.official is not None:
        found["official"] = official(candidate.classifier, ground.official, curves_too)
    return found


def _whole(reader: System, ground: Ground) -> list[Answer]:
    if hasattr(reader, "read_samples"):
        return reader.read_samples(ground.frames, ground.images)
    return read_all(reader, ground.images, title=f"Whole frames: {reader.name}")


def _given(reader: System, ground: Ground) -> dict[str, Any]:
    """On the frames whose hand is marked; those nobody marked are left out, unlike with whole frames."""
    marked = [i for i, sample in enumerate(ground.frames) if sample.box is not None]
    samples = [ground.frames[i] for i in marked]
    answers = read_all(
        reader, [ground.images[i] for i in marked], [s.box for s in samples], f"Given boxes: {reader.name}"
    )
    letters: list[str | None] = [None] * len(ground.frames)
    for i, each in zip(marked, answers, strict=True):
        letters[i] = each.letter
    return {
        **figures(samples, answers),
        "letters": letters,
        "slices": slice_figures([ground.parts[i] for i in marked], samples, answers),
    }


def _cost(reader: System, images: Sequence[Pixels], answers: Sequence[Answer]) -> dict[str, float]:
    own = [a.cpu_ms for a in answers if a.cpu_ms is not None]
    if own:  # a child process: its own clock counts
        return {
            "cpu_ms": round(float(np.mean(own)), 2),
            "median_cpu_ms": round(float(np.median(own)), 2),
            "frames": len(own),
        }
    step = max(1, len(images) // TIMED)
    some = images[::step]
    return {**milliseconds(lambda i: reader.read([some[i % len(some)]]), TIMED), "frames": TIMED}


def _negatives(candidate: Candidate, ground: Ground) -> dict[str, Any]:
    found = {}
    groups = {
        "strangers, other handshapes": [s for s in ground.negatives if not is_no_hand(s)],
        "strangers, no hand": [s for s in ground.negatives if is_no_hand(s)],
    }
    if not candidate.learned_negatives:
        groups["training pool, other handshapes"] = [s for s in ground.empty if not is_no_hand(s)]
        groups["training pool, no hand"] = [s for s in ground.empty if is_no_hand(s)]
    for name, samples in groups.items():
        if samples:
            images = [s.load() for s in samples]
            answers = read_all(candidate.reader, images, title=f"Negatives: {candidate.reader.name}")
            found[name] = false_letters(answers)
    return found


def _rendered(reader: System, samples: list[Sample]) -> dict[str, Any]:
    """Synthetic people by slice: given boxes where the reader takes them, else whole frames."""
    images = [sample.load() for sample in samples]
    boxes = [sample.box for sample in samples] if reader.given_boxes else None
    answers = read_all(reader, images, boxes, title=f"Rendered hands: {reader.name}")
    parts = [slices_of(sample, image) for sample, image in zip(samples, images, strict=True)]
    return {
        "on": "given boxes" if reader.given_boxes else "whole frames",
        "frames": len(samples),
        "people": len({sample.signer for sample in samples}),
        "accuracy": float(np.mean([a.letter == s.letter for a, s in zip(answers, samples, strict=True)])),
        "slices": slice_figures(parts, samples, answers),
    }


def curves(reader: System, ground: Ground) -> dict[str, Any]:
    """{kind: [[amount, macro accuracy], …]}: given boxes where the reader takes them, else whole frames."""
    chosen = _few(ground.frames)
    found: dict[str, Any] = {"on": "given boxes" if reader.given_boxes else "whole frames", "frames": len(chosen)}
    steps = [(kind, amount) for kind, amounts in STEPS.items() for amount in amounts]
    for kind, amount in progress(steps, f"Disturbed frames: {reader.name}"):
        images: list[Pixels] = []
        boxes: list[HandBox] = []
        for seed, i in enumerate(chosen):
            image, landmarks = disturb(ground.images[i], ground.frames[i].landmarks, kind, amount, seed)
            images.append(image)
            boxes.append(box_around(landmarks))
        answers = reader.read(images, boxes if reader.given_boxes else None)
        found.setdefault(kind, []).append([amount, figures([ground.frames[i] for i in chosen], answers)["macro"]])
    return found


def _few(frames: Sequence[Sample]) -> list[int]:
    """Indices of the first and the middle marked frames of each signer and letter: seconds apart at best."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, sample in enumerate(frames):
        if sample.landmarks is not None:
            groups.setdefault((sample.source, sample.letter), []).append(i)
    return [i for own in groups.values() for i in own[:: max(1, -(-len(own) // PER_LETTER))]]


def official(model: LetterClassifier | Model, test: Rows, disturbed: bool) -> dict[str, Any]:
    """Accuracy on Sign MNIST's test and, of one row a photograph, its robustness curves."""
    labels, scores = _scores(model, test.pixels)
    read = np.array(labels)[scores.argmax(1)]
    found: dict[str, Any] = {"accuracy": float((read == test.letters).mean()), "rows": len(read)}
    found["reliability"] = reliability(scores.max(1).astype(float), read == test.letters)
    if disturbed and test.photographs is not None:
        _, first = np.unique(test.photographs, return_index=True)
        hand = np.zeros((21, 3), np.float32)
        hand[:, :2] = np.linspace(0.1, 0.9, 21)[:, None]  # the hand fills the row
        found["curves"] = {"rows": len(first)}
        for kind, amounts in STEPS.items():
            for amount in amounts:
                pixels = np.stack(
                    [disturb(test.pixels[i], hand, kind, amount, int(i), OFFICIAL_SCALE)[0] for i in first]
                )
                seen = np.array(labels)[_scores(model, pixels)[1].argmax(1)]
                share = float((seen == test.letters[first]).mean())
                found["curves"].setdefault(kind, []).append([amount, share])
    return found


def _scores(model: LetterClassifier | Model, pixels: Pixels) -> tuple[Sequence[str], np.ndarray]:
    if isinstance(model, Model):
        return model.metadata.labels, np.stack([model.read(square) for square in pixels])
    return model.labels, np.concatenate([model.scores(pixels[i : i + 1024]) for i in range(0, len(pixels), 1024)])


def _kept(answers: Sequence[Answer]) -> dict[str, Any]:
    """Every single answer, in the order of the frames: for the page's pictures and for later questions."""
    return {
        "letters": [a.letter for a in answers],
        "confidence": [round(a.confidence, 4) for a in answers],
        "found": [int(a.found) for a in answers],
    }
