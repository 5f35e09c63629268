"""Letters of real people as tracks without a J or a Z: held, moved, carried, changed.

A still is one moment. Between two stills of a person the landmarks move on straight lines, as those of a hand that
changes its letter. That is flat, unlike a real hand, but the shapes and the tracker's errors are real.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.recognition.hand_topology import KNUCKLES, PALM, WRIST
from training.datasets.sample import Sample
from training.dynamic.motion_script import RATE
from training.dynamic.track import LabelledTrack
from training.rendering.strokes import minimum_jerk

Array = NDArray[np.float64]
FREQUENT = "IDXLY"
"""Letters shown more often than the others: J and Z are drawn with these handshapes."""
MIN_STILLS = 10
"""Signers with fewer stills are left out."""


def hands_by_signer(samples: Sequence[Sample]) -> dict[str, list[tuple[str, Array]]]:
    """Return {signer: [(letter, landmarks (21, 2))]} of samples with landmarks.

    Landmarks are in hand sizes from the middle of the palm, y down, as of a right hand.
    """
    found: dict[str, list[tuple[str, Array]]] = {}
    for sample in samples:
        if sample.landmarks is None or len(sample.letter) != 1:
            continue
        # The index has no size for some sources. Their frames are 4:3, their crops square.
        aspect = np.array([4.0, 3.0]) if sample.kind == "frame" else np.ones(2)
        points = sample.landmarks[:, :2] * aspect
        points = points - points[list(PALM)].mean(0)
        size = np.linalg.norm(points[list(KNUCKLES)] - points[WRIST], axis=1).mean()
        if size > 0:
            points = points / size * (np.array([-1.0, 1.0]) if sample.hand == "left" else 1.0)
            found.setdefault(sample.signer, []).append((sample.letter, points))
    return {signer: shown for signer, shown in found.items() if len(shown) >= MIN_STILLS}


def spell(people: dict[str, list[tuple[str, Array]]], seed: int, number: int, letters: int = 7) -> LabelledTrack:
    """Return track `number`: one person's letters in random order, with the small movements of real hands.

    Args:
        people: of hands_by_signer.
        seed, number: of all random choices.
        letters: number of letters.
    """
    rng = np.random.default_rng([seed, 4, number])
    signer = sorted(people)[rng.integers(len(people))]
    shown = people[signer]
    frequent = [points for letter, points in shown if letter in FREQUENT] or [points for _, points in shown]
    now, place = shown[rng.integers(len(shown))][1], rng.normal(0, 1, 2)
    times, shapes, places = [0.0], [now], [place + np.array([rng.normal(0, 1), rng.uniform(0, 3)])]
    wander, hurry = rng.choice([0.05, 0.2, 0.7]), np.exp(rng.normal(0, 0.3))

    def go(seconds: float) -> None:
        times.append(times[-1] + seconds)
        shapes.append(now)
        places.append(place)

    go(0.5)
    for _ in range(letters):
        now = frequent[rng.integers(len(frequent))] if rng.random() < 0.35 else shown[rng.integers(len(shown))][1]
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
    u = minimum_jerk(np.clip((t - key[after - 1]) / np.diff(key)[after - 1], 0, 1))[:, None, None]
    shape, at = np.array(shapes), np.array(places)[:, None]
    points = (shape[after - 1] + at[after - 1]) * (1 - u) + (shape[after] + at[after]) * u
    return LabelledTrack(f"stills of {signer}", signer, t, points, 1)
