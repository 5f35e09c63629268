"""Real people's letters as tracks in which nothing may be read as J or Z: held, swayed, carried, changed.

Stills are one moment each; between two of the same person the points go the short way, as a hand that changes its
letter does. That is flat, unlike a real hand, but the shapes and the tracker's errors are real.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.datasets.sample import Sample
from training.dynamic.rendered_tracks import RATE
from training.dynamic.track import LabelledTrack
from training.rendering.strokes import minimum_jerk

Array = NDArray[np.float64]
FREQUENT = "IDXLY"  # shown oftener than the others: the ones J and Z are drawn with


def hands_by_signer(samples: Sequence[Sample]) -> dict[str, list[tuple[str, Array]]]:
    """{signer: [(letter, points (21, 2) in hand sizes around the palm, y down, as a right hand)]}."""
    found: dict[str, list[tuple[str, Array]]] = {}
    for sample in samples:
        if sample.landmarks is None or len(sample.letter) != 1:
            continue
        # z is in widths: so the frame's shape can be had from pictures only; frames here are 4:3, crops square.
        shape = np.array([4.0, 3.0]) if sample.kind == "frame" else np.ones(2)
        points = sample.landmarks[:, :2] * shape
        points = points - points[[0, 5, 9, 13, 17]].mean(0)
        size = np.linalg.norm(points[[5, 9, 13, 17]] - points[0], axis=1).mean()
        if size > 0:
            points = points / size * (np.array([-1.0, 1.0]) if sample.hand == "left" else 1.0)
            found.setdefault(sample.signer, []).append((sample.letter, points))
    return {signer: shown for signer, shown in found.items() if len(shown) >= 10}


def spell(people: dict[str, list[tuple[str, Array]]], seed: int, number: int, letters: int = 7) -> LabelledTrack:
    """Clip `number`: one person's letters in random order, with the restlessness of real hands."""
    rng = np.random.default_rng([seed, 4, number])
    signer = sorted(people)[rng.integers(len(people))]
    shown = people[signer]
    likely = [points for letter, points in shown if letter in FREQUENT] or [points for _, points in shown]
    now, place = shown[rng.integers(len(shown))][1], rng.normal(0, 1, 2)
    times, shapes, places = [0.0], [now], [place + np.array([rng.normal(0, 1), rng.uniform(0, 3)])]
    wander, hurry = rng.choice([0.05, 0.2, 0.7]), np.exp(rng.normal(0, 0.3))

    def go(seconds: float) -> None:
        times.append(times[-1] + seconds)
        shapes.append(now)
        places.append(place)

    go(0.5)
    for _ in range(letters):
        now = likely[rng.integers(len(likely))] if rng.random() < 0.35 else shown[rng.integers(len(shown))][1]
        place = place + rng.normal(0, wander, 2)
        go(0.3 * hurry)
        go(rng.uniform(0.1, 1.5) * hurry)
        if rng.random() < 0.4:
            for _ in range(rng.integers(1, 4)):
                place = place + rng.normal(0, 0.7, 2)
                go(rng.uniform(0.15, 0.6))
    t = np.arange(0, times[-1], 1 / RATE)
    key = np.array(times)
    after = np.clip(np.searchsorted(key, t, side="right"), 1, len(key) - 1)
    share = minimum_jerk(np.clip((t - key[after - 1]) / np.diff(key)[after - 1], 0, 1))[:, None, None]
    shape, at = np.array(shapes), np.array(places)[:, None]
    points = (shape[after - 1] + at[after - 1]) * (1 - share) + (shape[after] + at[after]) * share
    return LabelledTrack(f"stills of {signer}", signer, t, points, 1)
