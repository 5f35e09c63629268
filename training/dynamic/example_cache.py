"""Training examples of all sources, made once and kept in a cache."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.datasets import signers
from training.dynamic import recorded_clips, still_sequences
from training.dynamic.camera_noise import Errors
from training.dynamic.examples import Examples, examples, join_examples
from training.dynamic.recognizer_errors import draw, error_tracks
from training.dynamic.rendered_tracks import RATE, render_track
from training.dynamic.track import LabelledTrack, Performance
from training.dynamic.tracking import DEVICE, MEDIAPIPE, version
from training.run_folder import written_whole

PART = 250  # clips made at once
VERSION = 4  # raise it when the making changes: what is in the cache is then made again


@dataclass(frozen=True)
class ExamplePlan:
    """How many examples of each source.

    Attributes:
        rendered: synthetic people, each clip seen twice.
        stills: real letters held and changed.
        real: of each training signer's J or Z clip.
        bursts: of real held letters filmed.
        without: signers left out of everything.
        by: recognisers whose tracks are learned from.
    """

    rendered: int = 5000
    stills: int = 2000
    real: int = 60
    bursts: int = 300
    without: tuple[str, ...] = ()
    by: tuple[str, ...] = (MEDIAPIPE,)
    seed: int = 1


def rendered_examples(plan: ExamplePlan, cache: Path, errors: Errors | None) -> Examples:
    """The rendered ones, each seen twice; `errors` of a recogniser on the signers of the plan."""

    def make(first: int, rng: np.random.Generator) -> Examples:
        clips = _rendered(plan.seed, first, min(first + PART, plan.rendered), cache)
        return join_examples([examples(clips, rng, False, errors), examples(clips, rng, False, errors)])

    return _made("rendered", plan.rendered, plan, make, cache)


def still_examples(plan: ExamplePlan, data: Path, cache: Path, errors: Errors | None) -> Examples:
    """Real letters of training signers, without those of `plan.without`."""
    samples = [s for s in signers.samples(data) if s.split == "train" and s.signer not in plan.without]
    people = still_sequences.hands_by_signer(samples)

    def make(first: int, rng: np.random.Generator) -> Examples:
        clips = [still_sequences.spell(people, plan.seed, n) for n in range(first, min(first + PART, plan.stills))]
        return examples(clips, rng, False, errors)

    return _made("stills", plan.stills, plan, make, cache)


def recorded_examples(plan: ExamplePlan, data: Path, cache: Path, errors: Errors | None) -> Examples:
    """Performances and bursts of training signers, without those of `plan.without`; `errors` for MediaPipe's tracks."""
    rng = np.random.default_rng([plan.seed, 9])
    parts = []
    for by in plan.by:
        clips = [c for c in recorded_clips.performances(data, by, cache) if c.signer not in plan.without]
        wrong = errors if by == MEDIAPIPE else None
        parts += [examples([clip] * plan.real, rng, True, wrong) for clip in clips]
        held = [
            c
            for c in recorded_clips.held_letters(data, by, cache, "train", 60, plan.seed)
            if c.signer not in plan.without
        ]
        parts += [examples([clip] * plan.bursts, rng, True, wrong) for clip in held]
    return join_examples(parts)


def recognizer_errors(plan: ExamplePlan, data: Path, cache: Path) -> Errors | None:
    """Of the station's recogniser, where the plan uses it; see errors.py."""
    if DEVICE not in plan.by:
        return None
    found = error_tracks(data, cache, plan.without)
    return lambda rng, t: draw(found, rng, t)


def _rendered(seed: int, first: int, last: int, cache: Path) -> list[LabelledTrack]:
    """Clips from the cache: trajectories do not depend on who is left out."""
    path = cache / f"clips-{VERSION}-{seed}-{first}-{last}.npz"
    if not path.exists():
        clips = [render_track(seed, n) for n in range(first, last)]
        told = [
            [c.signer, [(p.letter, p.start, p.end) for p in c.performances], list(map(list, c.unsure))] for c in clips
        ]
        points = {f"p{i}": clip.points.astype(np.float32) for i, clip in enumerate(clips)}
        with written_whole(path) as part:
            np.savez_compressed(part, told=json.dumps(told), **points)
    with np.load(path) as held:
        said = json.loads(str(held["told"]))
        return [
            LabelledTrack(
                who,
                who,
                np.arange(len(held[f"p{i}"])) / RATE,
                held[f"p{i}"].astype(float),
                1,
                tuple(Performance(*each) for each in drawn),
                tuple((a, b) for a, b in unsure),
            )
            for i, (who, drawn, unsure) in enumerate(said)
        ]


def _made(
    name: str, count: int, plan: ExamplePlan, make: Callable[[int, np.random.Generator], Examples], cache: Path
) -> Examples:
    """All parts of a source, each from the cache where it is there."""
    parts: list[Examples] = []
    for first in tqdm(range(0, count, PART), desc=f"Examples: {name}", unit=f"×{PART}"):
        by = [f"{each} {version(each)}" for each in plan.by]
        key = f"{VERSION} {name} {first} {min(first + PART, count)} {plan.seed} {sorted(plan.without)} {by}"
        path = cache / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.npz"
        if not path.exists():
            made = make(first, np.random.default_rng([plan.seed, 11, first]))
            with written_whole(path) as part:
                np.savez_compressed(part, x=made.x.astype(np.float16), y=made.y, weight=made.weight.astype(np.float16))
        with np.load(path) as held:
            parts.append(Examples(held["x"].astype(np.float32), held["y"], held["weight"].astype(np.float32)))
    return join_examples(parts)
