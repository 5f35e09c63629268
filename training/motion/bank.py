"""Training examples of all sources, made once and kept in a cache."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.datasets import signers
from training.motion import real, stills
from training.motion.examples import Examples, examples, joined
from training.motion.rendered import rendered
from training.motion.tracks import PEER
from training.run_folder import written_whole

PART = 250  # clips made at once
VERSION = 3  # raise it when the making changes: what is in the cache is then made again


@dataclass(frozen=True)
class Plan:
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
    by: tuple[str, ...] = (PEER,)
    seed: int = 1


def synthetic_part(plan: Plan, cache: Path) -> Examples:
    """The rendered ones: the same for every fold."""

    def make(first: int, rng: np.random.Generator) -> Examples:
        clips = [rendered(plan.seed, n) for n in range(first, min(first + PART, plan.rendered))]
        return joined([examples(clips, rng, stretch=False), examples(clips, rng, stretch=False)])

    return _made("rendered", plan.rendered, plan.seed, "", make, cache)


def stills_part(plan: Plan, data: Path, cache: Path) -> Examples:
    """Real letters of training signers, without those of `plan.without`."""
    samples = [s for s in signers.samples(data) if s.split == "train" and s.signer not in plan.without]
    people = stills.hands(samples)

    def make(first: int, rng: np.random.Generator) -> Examples:
        clips = [stills.spelled(people, plan.seed, n) for n in range(first, min(first + PART, plan.stills))]
        return examples(clips, rng, stretch=False)

    return _made("stills", plan.stills, plan.seed, ",".join(sorted(plan.without)), make, cache)


def real_part(plan: Plan, data: Path, cache: Path) -> Examples:
    """Performances and bursts of training signers; the signer of each example is `signer_of`'s."""
    rng = np.random.default_rng([plan.seed, 9])
    parts = []
    for by in plan.by:
        clips = [c for c in real.performances(data, by, cache) if c.signer not in plan.without]
        parts += [examples([clip] * plan.real, rng, stretch=True) for clip in clips]
        held = [c for c in real.held(data, by, cache, "train", 60, plan.seed) if c.signer not in plan.without]
        parts += [examples([clip] * plan.bursts, rng, stretch=True) for clip in held]
    return joined(parts)


def _made(
    name: str, count: int, seed: int, more: str,
    make: Callable[[int, np.random.Generator], Examples], cache: Path,
) -> Examples:  # fmt: skip
    """All parts of a source, each from the cache where it is there."""
    parts: list[Examples] = []
    for first in tqdm(range(0, count, PART), desc=f"Examples: {name}", unit=f"×{PART}"):
        key = f"{VERSION} {name} {first} {min(first + PART, count)} {seed} {more}"
        path = cache / f"{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}.npz"
        if not path.exists():
            made = make(first, np.random.default_rng([seed, 11, first]))
            with written_whole(path) as part:
                np.savez_compressed(part, x=made.x.astype(np.float16), y=made.y, weight=made.weight.astype(np.float16))
        with np.load(path) as held:
            parts.append(Examples(held["x"].astype(np.float32), held["y"], held["weight"].astype(np.float32)))
    return joined(parts)

