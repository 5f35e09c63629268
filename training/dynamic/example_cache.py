"""Training examples of all sources, computed once and kept in a cache."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.datasets import motion_people, signers
from training.datasets.people import person
from training.dynamic import recorded_clips, still_sequences
from training.dynamic.cache import Arrays, cached_arrays
from training.dynamic.camera_noise import Errors
from training.dynamic.examples import Examples, examples, join_examples
from training.dynamic.motion_script import RATE
from training.dynamic.people_sessions import Performers
from training.dynamic.recognized_clips import VIEWS, recognized_clips
from training.dynamic.recognizer_errors import draw_errors, error_tracks
from training.dynamic.rendered_tracks import render_track
from training.dynamic.track import LabelledTrack, Performance
from training.dynamic.tracking import DEVICE, MEDIAPIPE, version

PART = 250
"""Tracks in one file of the cache."""
VERSION = 6
"""Part of the names in the cache: raise it when the examples would change."""
HELD_S = 60.0
"""Held letters of each training signer, seconds."""


@dataclass(frozen=True)
class ExamplePlan:
    """How many examples of each source; the field names are keys of a run's config.json.

    Attributes:
        rendered: tracks of synthetic people; each is observed twice.
        stills: tracks of real letters held and changed.
        real: examples of each training signer's J or Z clip; of the device's landmarks, shared among the views.
        bursts: examples of each training signer's held letters.
        people: sessions of the performers of motion/people_traces.csv.gz.
        without: signers left out of everything.
        by: recognizers whose tracks are used, see tracking.
        seed: of all random choices.
    """

    rendered: int = 5000
    stills: int = 2000
    real: int = 48
    bursts: int = 100
    people: int = 4000
    without: tuple[str, ...] = ()
    by: tuple[str, ...] = (MEDIAPIPE,)
    seed: int = 1


def rendered_examples(plan: ExamplePlan, cache: Path, errors: Errors | None) -> Examples:
    """Return the examples of synthetic people, each observed twice.

    Args:
        plan: how many.
        cache: folder.
        errors: of a real recognizer, None for noise only.

    Raises:
        RunError: the cache cannot be written.
    """

    def make(first: int, rng: np.random.Generator) -> Examples:
        tracks = _rendered_tracks(plan.seed, first, min(first + PART, plan.rendered), cache)
        return join_examples([examples(tracks, rng, False, errors), examples(tracks, rng, False, errors)])

    return _in_parts("rendered", plan.rendered, plan, make, cache)


def still_examples(plan: ExamplePlan, data: Path, cache: Path, errors: Errors | None) -> Examples:
    """Return the examples of real letters of training signers, without those of `plan.without`.

    Args:
        plan: how many.
        data: folder that holds signers/.
        cache: folder.
        errors: of a real recognizer, None for noise only.

    Raises:
        DataError: the signers' index is missing, damaged or leaks a test signer.
        RunError: the cache cannot be written.
    """
    samples = [s for s in signers.samples(data) if s.split == "train" and s.signer not in plan.without]
    people = still_sequences.hands_by_signer(samples)

    def make(first: int, rng: np.random.Generator) -> Examples:
        numbers = range(first, min(first + PART, plan.stills))
        return examples([still_sequences.spell(people, plan.seed, n) for n in numbers], rng, False, errors)

    return _in_parts("stills", plan.stills, plan, make, cache)


def people_examples(plan: ExamplePlan, data: Path, cache: Path, errors: Errors | None) -> Examples:
    """Return the examples of the training performers of people_traces.csv.gz, without those of `plan.without`.

    Args:
        plan: how many.
        data: folder that holds motion/.
        cache: folder.
        errors: of a real recognizer, None for noise only.

    Raises:
        DataError: the traces are missing, damaged, or a person is in two splits.
        RunError: the cache cannot be written.
    """
    left_out = {person(signer) for signer in plan.without}
    known = [t for t in motion_people.traces(data) if t.split == "train" and person(t.signer) not in left_out]
    performers = Performers(known)

    def make(first: int, rng: np.random.Generator) -> Examples:
        numbers = range(first, min(first + PART, plan.people))
        return examples([performers.session(plan.seed, n) for n in numbers], rng, False, errors)

    return _in_parts("people", plan.people, plan, make, cache)


def recorded_examples(plan: ExamplePlan, data: Path, cache: Path, errors: Errors | None) -> Examples:
    """Return the examples of performances and bursts of training signers, without those of `plan.without`.

    Args:
        plan: how many.
        data: folder that holds motion/ and bursts/.
        cache: folder.
        errors: of a real recognizer, for MediaPipe's tracks only.

    Raises:
        DataError: the clips are missing or damaged.
        ModelError: the device's models are missing.
        RunError: MediaPipe's environment is missing, or the cache cannot be written.
    """
    rng = np.random.default_rng([plan.seed, 9])
    parts = []
    for by in plan.by:
        added = errors if by == MEDIAPIPE else None
        if by == DEVICE:
            performed = [each.track for each in recognized_clips(data, cache)]
        else:
            performed = recorded_clips.performances(data, by, cache)
        count = -(-plan.real // (len(VIEWS) if by == DEVICE else 1))
        parts += [examples([t] * count, rng, True, added) for t in performed if t.signer not in plan.without]
        held = recorded_clips.held_letters(data, by, cache, "train", HELD_S, plan.seed)
        parts += [examples([t] * plan.bursts, rng, True, added) for t in held if t.signer not in plan.without]
    return join_examples(parts)


def recognizer_errors(plan: ExamplePlan, data: Path, cache: Path) -> Errors | None:
    """Return a source of the device's errors if the plan uses the device's recognizer, else None.

    Raises:
        DataError: the clips are missing or damaged.
        ModelError: the device's models are missing.
    """
    if DEVICE not in plan.by:
        return None
    tracks = error_tracks([each for each in recognized_clips(data, cache) if each.track.signer not in plan.without])
    return partial(draw_errors, tracks)


def _rendered_tracks(seed: int, first: int, last: int, cache: Path) -> list[LabelledTrack]:
    """Return rendered tracks from the cache; they do not depend on the signers left out."""

    def compute() -> Arrays:
        tracks = [render_track(seed, n) for n in range(first, last)]
        labels = [
            [t.signer, [(p.letter, p.start, p.end) for p in t.performances], list(map(list, t.ambiguous))]
            for t in tracks
        ]
        landmarks = {f"p{i}": track.landmarks.astype(np.float32) for i, track in enumerate(tracks)}
        return {"labels": np.array(json.dumps(labels)), **landmarks}

    archive = cached_arrays(cache / f"tracks-4-{seed}-{first}-{last}.npz", compute)
    return [
        LabelledTrack(
            signer,
            signer,
            np.arange(len(archive[f"p{i}"])) / RATE,
            archive[f"p{i}"].astype(float),
            1,
            tuple(Performance(*each) for each in performed),
            tuple((a, b) for a, b in ambiguous),
        )
        for i, (signer, performed, ambiguous) in enumerate(json.loads(str(archive["labels"])))
    ]


def _in_parts(
    name: str, count: int, plan: ExamplePlan, make: Callable[[int, np.random.Generator], Examples], cache: Path
) -> Examples:
    """Join the parts of a source, each from the cache if it is there."""

    def compute(first: int) -> Arrays:
        made = make(first, np.random.default_rng([plan.seed, 11, first]))
        return {"x": made.x.astype(np.float16), "y": made.y, "weight": made.weight.astype(np.float16)}

    parts: list[Examples] = []
    by = [f"{each} {version(each)}" for each in plan.by]
    for first in tqdm(range(0, count, PART), desc=f"Examples: {name}", unit=f"×{PART}"):
        key = f"{VERSION} {name} {first} {min(first + PART, count)} {plan.seed} {sorted(plan.without)} {by}"
        path = cache / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.npz"
        archive = cached_arrays(path, partial(compute, first))
        parts.append(Examples(archive["x"].astype(np.float32), archive["y"], archive["weight"].astype(np.float32)))
    return join_examples(parts)
