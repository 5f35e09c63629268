"""What a camera and a recognizer make of a hand's track: frame rate, lost frames, wrong landmarks and handedness."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.detector import MIN_STEP_S
from device.recognition.hand_topology import KNUCKLES, WRIST
from training.dynamic.track import LabelledTrack, Performance

Array = NDArray[np.float64]
Errors = Callable[
    [np.random.Generator, Array, Sequence[Performance]],
    tuple[Array, Array, NDArray[np.bool_]],
]
"""(generator, times, strokes) → added (n, 21, 2), handedness factor (n,), lost (n,); recognizer_errors.draw_errors."""
LOST_SPEED = 9.0
"""Speed at which a recognizer begins to lose the hand with a slow camera, hand sizes per second."""
DRIFT_S = 0.25
"""Time over which a drifting error changes."""


@dataclass(frozen=True)
class ObservedTrack:
    """What a recognizer outputs for a track; frames without a hand are left out.

    Attributes:
        t: (n,) seconds.
        landmarks: (n, 21, 2) hand sizes, x right, y down.
        right: (n,) 1 for a right hand, −1 for a left one.
    """

    t: Array
    landmarks: Array
    right: Array


@dataclass(frozen=True)
class Noise:
    """Errors of a recognizer; standard deviations are in hand sizes.

    Attributes:
        shake: of each landmark, new in every frame.
        drift: of each landmark, over a quarter of a second.
        bias: of each landmark, over the whole track.
        blur: of each landmark, at a speed of ten hand sizes per second.
        lost: fraction of frames in which the hand is not found.
        swapped: fraction of frames with the wrong handedness.
    """

    shake: float = 0.0
    drift: float = 0.0
    bias: float = 0.0
    blur: float = 0.0
    lost: float = 0.0
    swapped: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Noise":
        """Draw errors between those of a good tracker in good light and of a small network in bad light."""
        bad = rng.random()
        return cls(
            shake=0.005 + 0.07 * bad * rng.random(),
            drift=0.09 * bad * rng.random(),
            bias=0.09 * rng.random(),
            blur=0.12 * bad * rng.random(),
            lost=rng.choice([0.0, 0.05, 0.2], p=[0.5, 0.35, 0.15]),
            swapped=rng.choice([0.0, 0.05, 0.2]),
        )


def frame_times(rng: np.random.Generator, start: float, end: float, fps: float, uneven: float = 0.15) -> Array:
    """Return the times (n,) of a camera's frames, s, without those that the device skips because they come too soon.

    Args:
        rng: of the intervals.
        start, end: seconds.
        fps: mean frame rate.
        uneven: standard deviation of an interval, as a fraction of it.
    """
    steps = np.maximum(rng.normal(1, uneven, int((end - start) * fps * 1.3) + 2), 0.2) / fps
    times = start + rng.random() / fps + np.cumsum(steps)
    times = times[times < end]
    kept, last = [], -np.inf
    for t in times:
        if t - last >= MIN_STEP_S:
            kept.append(t)
            last = t
    return np.array(kept)


def observe(
    track: LabelledTrack,
    rng: np.random.Generator,
    fps: float,
    noise: Noise,
    errors: Errors | None = None,
    scale: float = 1.0,
) -> ObservedTrack:
    """Return what a recognizer outputs for a track.

    Args:
        track: the true landmarks.
        rng: of all errors.
        fps: of the camera.
        noise: of the recognizer.
        errors: of a real recognizer: added `scale` times, with their handedness and lost frames.
        scale: factor of `errors`.
    """
    t = frame_times(rng, track.t[0], track.t[-1], fps)
    landmarks = track.at(t)
    tracked = ~np.isnan(landmarks[:, 0, 0])
    t, landmarks = t[tracked], landmarks[tracked]
    if len(t) < 2:
        return ObservedTrack(t, landmarks, np.full(len(t), float(track.side)))
    landmarks = landmarks / hand_size(landmarks)
    speed = np.abs(np.diff(landmarks, axis=0)).mean((1, 2)) / np.diff(t)
    speed = np.concatenate([speed[:1], speed]) * 2
    landmarks = landmarks + noise.bias * rng.normal(size=(1, 21, 2)) + noise.shake * rng.normal(size=landmarks.shape)
    landmarks = landmarks + _drift(rng, t, noise.drift)
    landmarks = landmarks + noise.blur * (speed / 10)[:, None, None] * rng.normal(size=landmarks.shape)
    lost = rng.random(len(t)) < np.clip(noise.lost * (0.5 + speed / LOST_SPEED), 0, 0.8)
    still_lost = rng.random(len(t)) < 0.5
    lost |= np.concatenate([[False], lost[:-1]]) & still_lost & (noise.lost > 0)
    lost[0] = False
    right = np.where(rng.random(len(t)) < noise.swapped, -track.side, track.side).astype(float)
    if errors is not None:
        added, handedness, missing = errors(rng, t, track.performances)
        landmarks = landmarks + scale * added * np.array([float(track.side), 1.0])
        right = right * handedness
        lost |= missing
    return ObservedTrack(t[~lost], landmarks[~lost], right[~lost])


def tilted(landmarks: Array, rng: np.random.Generator) -> Array:
    """Return landmarks (…, 2) as a tilted camera or one with another lens sees them: rotated, sheared and stretched."""
    angle = np.clip(rng.normal(0, 0.16), -0.4, 0.4)
    c, s = np.cos(angle), np.sin(angle)
    shear, aspect = rng.normal(0, 0.06), np.exp(rng.normal(0, 0.07))
    out: Array = landmarks @ (np.array([[c, -s], [s, c]]) @ np.array([[aspect, shear], [0, 1 / aspect]])).T
    return out


def hand_size(landmarks: Array) -> float:
    """Return the median distance from wrist to knuckles over a track (n, 21, 2), in its unit.

    `device.recognition.geometry.palm_length` corrects each frame for the turn of the hand; this is one number for a
    whole track.
    """
    to_knuckles = landmarks[:, list(KNUCKLES)] - landmarks[:, WRIST, None]
    return float(np.median(np.linalg.norm(to_knuckles, axis=2).mean(1)))


def _drift(rng: np.random.Generator, t: Array, size: float) -> Array:
    """Return errors (n, 21, 2) that change over DRIFT_S."""
    if size == 0:
        return np.zeros((len(t), 21, 2))
    grid = np.arange(t[0] - 0.3, t[-1] + 0.6, DRIFT_S)
    values = size * rng.normal(size=(len(grid), 21, 2))
    k = np.clip(((t - grid[0]) / DRIFT_S).astype(int), 0, len(grid) - 2)
    u = ((t - grid[k]) / DRIFT_S)[:, None, None]
    out: Array = values[k] * (1 - u) + values[k + 1] * u
    return out
