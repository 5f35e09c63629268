"""Tracks → features and targets for the network, many at once, with the device's own feature code."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.features import FEATURE_NAMES, MotionFeatures
from device.recognition.dynamic.network import CLASSES
from device.recognition.presence import STROKE_GAP_S
from training.dynamic.camera_noise import Errors, Noise, ObservedTrack, observe, tilted
from training.dynamic.track import LabelledTrack

LENGTH = 224
"""Steps of an example: 6.4 s of a fast camera, 22 s of a slow one."""
SECONDS = 12.0
"""Longer tracks are cut to this first."""
MIN_FPS, MAX_FPS = 5.0, 62.0
MIN_STEPS = 5
UNDER_WAY_FROM = 0.4
"""Fraction of a performance from which the letter can be recognized."""
DONE_FROM, DONE_UNTIL_S = 0.9, 0.3
"""“Done” is the target from this fraction of a performance until this time after its end."""
FADE_S = 0.3
"""After that, either answer is right for this time."""
DONE_WEIGHT = 2.5
ERRORS_FRACTION = 0.67
"""Fraction of examples with errors of a real recognizer."""
ERRORS_SCALE = (0.4, 1.3)
"""Range of the factor of those errors: other signers' are smaller or larger than the training signers'."""
WRONG_SIDE = 0.3
"""Fraction of examples in which the handedness is wrong all the time: recordings and recognizers mirror hands."""
INTERRUPTED, INTERRUPTION_S = 0.35, (0.1, 0.7)
"""Fraction of examples in which the hand is lost once for so long, most often where it is fast."""
UNIT = 100
"""Pixels per hand size: the features do not depend on it."""


@dataclass(frozen=True)
class Examples:
    """Examples for training.

    Attributes:
        x: (n, LENGTH, features).
        y: (n, LENGTH) class, an index into CLASSES.
        weight: (n, LENGTH) weight of the step; 0 where any answer is right.
    """

    x: NDArray[np.float32]
    y: NDArray[np.int8]
    weight: NDArray[np.float32]


def targets(track: LabelledTrack, t: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return the class (n,) and weight (n,) that the network should output at the times t (n,)."""
    y, weight = np.zeros(len(t), np.int8), np.ones(len(t), np.float32)
    for start, end in track.ambiguous:
        weight[(t >= start) & (t <= end)] = 0
    for p in track.performances:
        if p.start < t[0] - 0.1:  # its beginning is not in the track
            weight[t < p.end + DONE_UNTIL_S + FADE_S] = 0
            continue
        length = p.end - p.start
        weight[(t >= p.start + 0.1 * length) & (t < p.end + DONE_UNTIL_S + FADE_S)] = 0
        under_way = (t >= p.start + UNDER_WAY_FROM * length) & (t < p.start + (DONE_FROM - 0.1) * length)
        y[under_way], weight[under_way] = CLASSES.index(f"{p.letter} under way"), 1
        done = (t >= p.start + DONE_FROM * length) & (t < p.end + DONE_UNTIL_S)
        y[done], weight[done] = CLASSES.index(f"{p.letter} done"), DONE_WEIGHT
    return y, weight


def examples(
    tracks: Sequence[LabelledTrack], rng: np.random.Generator, stretch: bool, errors: Errors | None = None
) -> Examples:
    """Make one example of each track, each observed in its own way; tracks that are too short make none.

    Args:
        tracks: labelled landmarks.
        rng: of camera, noise and augmentation.
        stretch: change the pace of the whole track, for recordings; rendered tracks have every pace already.
        errors: of a real recognizer (see camera_noise.observe), for ERRORS_FRACTION of the examples.
    """
    observed: list[ObservedTrack] = []
    labels = []
    for track in tracks:
        if stretch:
            track = track.stretched(float(np.exp(rng.uniform(np.log(0.6), np.log(1.9)))))
        fps = float(np.exp(rng.uniform(np.log(MIN_FPS), np.log(MAX_FPS))))
        added = errors if rng.random() < ERRORS_FRACTION else None
        noise = Noise.random(rng) if added is None else Noise(shake=0.01, lost=0.02)
        seen = observe(_cut(track, rng), rng, fps, noise, added, rng.uniform(*ERRORS_SCALE))
        if rng.random() < INTERRUPTED:
            seen = _interrupted(seen, rng)
        seen = _unbroken(seen)
        if len(seen.t) < MIN_STEPS:
            continue
        mirror = rng.random() < 0.5
        landmarks = tilted(seen.landmarks * np.array([float(track.side), 1.0]), rng)
        landmarks = landmarks * np.array([-1.0 if mirror else 1.0, 1.0])
        wrong = rng.random() < WRONG_SIDE
        right = seen.right * track.side * (-1 if mirror != wrong else 1)
        observed.append(ObservedTrack(seen.t[:LENGTH], landmarks[:LENGTH] * UNIT, right[:LENGTH]))
        labels.append(targets(track, seen.t[:LENGTH]))
    n = len(observed)
    y, weight = np.zeros((n, LENGTH), np.int8), np.zeros((n, LENGTH), np.float32)
    for i, (classes, weights) in enumerate(labels):
        y[i, : len(classes)], weight[i, : len(weights)] = classes, weights
    return Examples(features(observed), y, weight)


def features(tracks: Sequence[ObservedTrack]) -> NDArray[np.float32]:
    """Return float32 (tracks, LENGTH, features), zeros after the end of a track.

    Args:
        tracks: at least two frames each.
    """
    n = len(tracks)
    if not n:
        return np.zeros((0, LENGTH, len(FEATURE_NAMES)), np.float32)
    t, landmarks, right = np.zeros((n, LENGTH)), np.zeros((n, LENGTH, 21, 2)), np.zeros((n, LENGTH))
    for i, track in enumerate(tracks):
        k = len(track.t)
        t[i, :k], landmarks[i, :k], right[i, :k] = track.t, track.landmarks, track.right
        t[i, k:], landmarks[i, k:] = track.t[-1] + 0.03 * np.arange(1, LENGTH - k + 1), track.landmarks[-1]
    each = MotionFeatures()
    x = np.stack([each.update(t[:, i], landmarks[:, i], right[:, i]) for i in range(LENGTH)], 1)
    for i, track in enumerate(tracks):
        x[i, len(track.t) :] = 0
    assert x.shape[2] == len(FEATURE_NAMES)
    return x


def join_examples(parts: Sequence[Examples]) -> Examples:
    """Join examples along the first axis."""
    return Examples(
        np.concatenate([part.x for part in parts]),
        np.concatenate([part.y for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def _interrupted(track: ObservedTrack, rng: np.random.Generator) -> ObservedTrack:
    """Return a track without the frames of some tenths of a second, around a moment at which the hand is fast."""
    if len(track.t) < MIN_STEPS:
        return track
    speed = np.abs(np.diff(track.landmarks, axis=0)).mean((1, 2)) / np.diff(track.t)
    middle = track.t[int(rng.choice(len(speed), p=(speed + 1e-6) / (speed + 1e-6).sum()))]
    kept = np.abs(track.t - middle) > rng.uniform(*INTERRUPTION_S) / 2
    return ObservedTrack(track.t[kept], track.landmarks[kept], track.right[kept])


def _unbroken(track: ObservedTrack) -> ObservedTrack:
    """Return the longest part without a gap after which the device would start a new track."""
    if not len(track.t):
        return track
    breaks = np.flatnonzero(np.diff(track.t) > STROKE_GAP_S) + 1
    parts = np.split(np.arange(len(track.t)), breaks)
    keep = max(parts, key=len)
    return ObservedTrack(track.t[keep], track.landmarks[keep], track.right[keep])


def _cut(track: LabelledTrack, rng: np.random.Generator) -> LabelledTrack:
    """Return SECONDS of a longer track, from a random moment on; times stay."""
    spare = track.t[-1] - track.t[0] - SECONDS
    if spare <= 0:
        return track
    start = track.t[0] + rng.uniform(0, spare)
    return track.cut(start, start + SECONDS)
