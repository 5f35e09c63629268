"""Tracks → features and targets for the network, many at once, through the station's own feature code."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.features import FEATURE_NAMES, MotionFeatures
from device.recognition.dynamic.network import CLASSES
from device.recognition.presence import STROKE_GAP_S
from training.dynamic.camera_noise import Errors, Noise, ObservedTrack, observe, tilted
from training.dynamic.track import LabelledTrack

LENGTH = 224  # steps of an example: 6.4 s of a quick camera, 22 s of a slow one
SECONDS = 12.0  # an example is cut to this first
MIN_FPS, MAX_FPS = 9.0, 62.0
UNDER_WAY_FROM = 0.4  # share of a performance after which it can be told what it will be
DONE_FROM, DONE_UNTIL_S = 0.9, 0.3
FADE_S = 0.3  # after that, either answer is right
DONE_WEIGHT = 2.5
ERRORS_SHARE = 0.67


@dataclass(frozen=True)
class Examples:
    """Attributes: x float32 (n, LENGTH, features); y int8 (n, LENGTH) class; weight float32 (n, LENGTH), 0: unasked."""

    x: NDArray[np.float32]
    y: NDArray[np.int8]
    weight: NDArray[np.float32]


def targets(clip: LabelledTrack, t: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """(class, weight) at each time: what the network should say."""
    y, weight = np.zeros(len(t), np.int8), np.ones(len(t), np.float32)
    for start, end in clip.unsure:
        weight[(t >= start) & (t <= end)] = 0
    for p in clip.performances:
        if p.start < t[0] - 0.1:  # its beginning was not seen
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
    clips: Sequence[LabelledTrack], rng: np.random.Generator, stretch: bool, errors: Errors | None = None
) -> Examples:
    """One example a clip, each seen in its own way.

    Args:
        errors: of a real recogniser (seen.seen), added to two of three examples.
        stretch: change the pace of the whole clip, too (recordings; synthetic ones have every pace already).
    """
    tracks: list[ObservedTrack] = []
    told = []
    for clip in clips:
        if stretch:
            clip = clip.stretched(float(np.exp(rng.uniform(np.log(0.6), np.log(1.9)))))
        fps = float(np.exp(rng.uniform(np.log(MIN_FPS), np.log(MAX_FPS))))
        wrong = errors if rng.random() < ERRORS_SHARE else None
        noise = Noise.random(rng) if wrong is None else Noise(shake=0.01, lost=0.02)
        track = observe(_cut(clip, rng), rng, fps, noise, wrong, rng.uniform(0.3, 1.2))
        track = _unbroken(track)
        if len(track.t) < 5:
            continue
        mirror = rng.random() < 0.5
        points = tilted(track.points * np.array([float(clip.side), 1.0]), rng)
        points = points * np.array([-1.0 if mirror else 1.0, 1.0])
        right = track.right * clip.side * (-1 if mirror else 1)
        tracks.append(ObservedTrack(track.t[:LENGTH], points[:LENGTH] * 100, right[:LENGTH]))
        told.append(targets(clip, track.t[:LENGTH]))
    if not tracks:
        return Examples(
            *(
                np.zeros((0, LENGTH, *more), kind)
                for more, kind in (((len(FEATURE_NAMES),), np.float32), ((), np.int8), ((), np.float32))
            )
        )
    x = features(tracks)
    y, weight = np.zeros((len(tracks), LENGTH), np.int8), np.zeros((len(tracks), LENGTH), np.float32)
    for i, (classes, weights) in enumerate(told):
        y[i, : len(classes)], weight[i, : len(weights)] = classes, weights
    return Examples(x, y, weight)


def features(tracks: Sequence[ObservedTrack]) -> NDArray[np.float32]:
    """float32 (tracks, LENGTH, features), zeros after a track's end."""
    n = len(tracks)
    t, points, right = np.zeros((n, LENGTH)), np.zeros((n, LENGTH, 21, 2)), np.zeros((n, LENGTH))
    for i, track in enumerate(tracks):
        k = len(track.t)
        t[i, :k], points[i, :k], right[i, :k] = track.t, track.points, track.right
        t[i, k:], points[i, k:] = track.t[-1] + 0.03 * np.arange(1, LENGTH - k + 1), track.points[-1]
    each = MotionFeatures()
    x = np.stack([each.update(t[:, i], points[:, i], right[:, i]) for i in range(LENGTH)], 1)
    for i, track in enumerate(tracks):
        x[i, len(track.t) :] = 0
    assert x.shape[2] == len(FEATURE_NAMES)
    return x


def join_examples(parts: Sequence[Examples]) -> Examples:
    """All of them."""
    return Examples(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("x", "y", "weight")))


def _unbroken(track: ObservedTrack) -> ObservedTrack:
    """The longest part without a gap after which the station would begin anew."""
    breaks = np.flatnonzero(np.diff(track.t) > STROKE_GAP_S) + 1
    parts = np.split(np.arange(len(track.t)), breaks)
    keep = max(parts, key=len)
    return ObservedTrack(track.t[keep], track.points[keep], track.right[keep])


def _cut(clip: LabelledTrack, rng: np.random.Generator) -> LabelledTrack:
    """SECONDS of a longer clip, from a random moment on; its times stay."""
    spare = clip.t[-1] - clip.t[0] - SECONDS
    if spare <= 0:
        return clip
    start = clip.t[0] + rng.uniform(0, spare)
    inside = (clip.t >= start) & (clip.t <= start + SECONDS)
    return LabelledTrack(
        clip.name, clip.signer, clip.t[inside], clip.points[inside], clip.side, clip.performances, clip.unsure
    )
