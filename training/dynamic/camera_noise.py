"""A hand's track as a camera and a recogniser see it: frame rate, lost frames, wrong points, left and right."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.detector import MIN_STEP_S
from training.dynamic.track import LabelledTrack

Array = NDArray[np.float64]
Errors = Callable[[np.random.Generator, Array], tuple[Array, Array, NDArray[np.bool_]]]
"""(generator, times) → added, right, lost: see errors.draw."""
LOST_SPEED = 9.0  # hand sizes a second at which a recogniser's track begins to lose the hand, on slow cameras


@dataclass(frozen=True)
class ObservedTrack:
    """Attributes: t (n,) seconds; points (n, 21, 2) in hand sizes; right (n,) 1 or −1: what the recogniser says."""

    t: Array
    points: Array
    right: Array


@dataclass(frozen=True)
class Noise:
    """How wrong a recogniser is.

    Attributes (standard deviations in hand sizes):
        shake: of each point, anew in every frame.
        drift: of each point, over a quarter of a second.
        bias: of each point, over the whole clip.
        blur: of each point, for a speed of ten hand sizes a second.
        lost: share of frames in which the hand is not found at all.
        swapped: share of frames with the wrong side.
    """

    shake: float = 0.0
    drift: float = 0.0
    bias: float = 0.0
    blur: float = 0.0
    lost: float = 0.0
    swapped: float = 0.0

    @classmethod
    def random(cls, rng: np.random.Generator) -> "Noise":
        """From a good tracker in good light to a small network in bad light."""
        bad = rng.random()
        return cls(
            shake=0.005 + 0.05 * bad * rng.random(),
            drift=0.06 * bad * rng.random(),
            bias=0.06 * rng.random(),
            blur=0.12 * bad * rng.random(),
            lost=rng.choice([0.0, 0.05, 0.2], p=[0.5, 0.35, 0.15]),
            swapped=rng.choice([0.0, 0.05, 0.2]),
        )


def frame_times(rng: np.random.Generator, start: float, end: float, fps: float, uneven: float = 0.15) -> Array:
    """When a camera of this rate takes pictures; those the station skips are left out."""
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
    clip: LabelledTrack,
    rng: np.random.Generator,
    fps: float,
    noise: Noise,
    errors: Errors | None = None,
    scale: float = 1.0,
) -> ObservedTrack:
    """What the recogniser delivers of a clip; frames without a hand are left out.

    Args:
        errors: of a real recogniser, added `scale` times, with the sides and lost frames that go with them.
    """
    t = frame_times(rng, clip.t[0], clip.t[-1], fps)
    points = clip.at(t)
    there = ~np.isnan(points[:, 0, 0])
    t, points = t[there], points[there]
    if len(t) < 2:
        return ObservedTrack(t, points, np.full(len(t), float(clip.side)))
    size = hand_size(points)
    points = points / size
    speed = np.abs(np.diff(points, axis=0)).mean((1, 2)) / np.diff(t)
    speed = np.concatenate([speed[:1], speed]) * 2
    points = points + noise.bias * rng.normal(size=(1, 21, 2)) + noise.shake * rng.normal(size=points.shape)
    points = points + _drift(rng, t, noise.drift)
    points = points + noise.blur * (speed / 10)[:, None, None] * rng.normal(size=points.shape)
    lost = rng.random(len(t)) < np.clip(noise.lost * (0.5 + speed / LOST_SPEED), 0, 0.8)
    again = rng.random(len(t)) < 0.5
    lost |= np.concatenate([[False], lost[:-1]]) & again & (noise.lost > 0)
    lost[0] = False
    right = np.where(rng.random(len(t)) < noise.swapped, -clip.side, clip.side).astype(float)
    if errors is not None:
        added, side, missing = errors(rng, t)
        points = points + scale * added * np.array([float(clip.side), 1.0])
        right = right * side
        lost |= missing
    return ObservedTrack(t[~lost], points[~lost], right[~lost])


def tilted(points: Array, rng: np.random.Generator) -> Array:
    """The same seen by a tilted camera, or stretched a little, as by one with another lens."""
    angle = np.clip(rng.normal(0, 0.16), -0.4, 0.4)
    c, s = np.cos(angle), np.sin(angle)
    shear, aspect = rng.normal(0, 0.06), np.exp(rng.normal(0, 0.07))
    return points @ (np.array([[c, -s], [s, c]]) @ np.array([[aspect, shear], [0, 1 / aspect]])).T


def hand_size(points: Array) -> float:
    """Wrist to knuckles, as it mostly is in a clip."""
    return float(np.median(np.linalg.norm(points[:, [5, 9, 13, 17]] - points[:, :1], axis=2).mean(1)))


def _drift(rng: np.random.Generator, t: Array, size: float) -> Array:
    """(n, 21, 2) errors that last a quarter of a second."""
    if size == 0:
        return np.zeros((len(t), 21, 2))
    grid = np.arange(t[0] - 0.3, t[-1] + 0.6, 0.25)
    values = size * rng.normal(size=(len(grid), 21, 2))
    k = np.clip(((t - grid[0]) / 0.25).astype(int), 0, len(grid) - 2)
    share = ((t - grid[k]) / 0.25)[:, None, None]
    return values[k] * (1 - share) + values[k + 1] * share
