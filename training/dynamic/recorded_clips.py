"""J and Z as people perform them, and bursts of held letters, as clips.

When a performance begins and ends was read off the pictures by eye, frame by frame.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.datasets import bursts, motion
from training.datasets.sample import Sample
from training.dynamic.track import LabelledTrack, Performance
from training.dynamic.tracking import DEVICE, RecognizedTrack, recognized_tracks
from training.mediapipe.client import PYTHON

FPS = {"HawkCodesZ": 15.0, "SimonaAndreeva": 15.0}
"""Frames a second where 30 would make a hand draw faster than hands do; .mp4 say 30, the others do not say."""
DEFAULT_FPS = 30.0
BURST_FPS = 15.0

PERFORMED = {
    "Mariia00/J": ((8, 33), (62, 86), (120, 138), (169, 191)),
    "Mariia00/Z": ((15, 50), (66, 93), (111, 145), (157, 187)),
    "HawkCodesZ/J": ((10, 17), (37, 44), (61, 68), (86, 93)),
    "HawkCodesZ/Z": ((12, 26), (42, 54), (70, 83)),
    "SimonaAndreeva/J": ((19, 29),),
    "jbhumika_1/J": ((35, 70),),
    "jbhumika_1/Z": ((20, 100),),
    "jbhumika_2/J": ((15, 39),),
    "jbhumika_2/Z": ((11, 55),),
    "ASLExplorer/J": ((6, 72),),
    "ASLExplorer/Z": ((6, 97),),
    "jbhumika_4/J": ((20, 36),),
    "jbhumika_4/Z": ((3, 60),),
}
"""(first frame of the stroke, last frame) of each performance.

ASLExplorer, who is measured only, draws J's hook to the viewer's left, against the usual direction.
"""

AMBIGUOUS = {"KingDavidKo/J", "KingDavidKo/Z", "SimonaAndreeva/Z"}
"""The hand hardly moves, or moves otherwise: neither learned from nor counted."""

CUT_OFF = {"HawkCodesZ/Z": (92, 100)}
"""A performance the clip breaks off."""

MIN_TRACKED = 0.6  # of a performance's frames must show a hand to MediaPipe for it to be counted

LEFT_HANDED = {"SimonaAndreeva"}
"""Mirrored recordings: the right hand looks like a left one."""


def performances(data: Path, by: str, cache: Path, split: str = "train") -> list[LabelledTrack]:
    """The clips of a split, followed by `by` (tracks.STATION, tracks.PEER).

    MediaPipe finds few hands in these small grey pictures: where the data's own landmark file, made from the large
    coloured ones, has a clip, it is taken instead. Without MediaPipe that file is all there is.
    """
    frames = _by_session([s for s in motion.samples(data) if s.split == split])
    if by == DEVICE:
        return [clip for clip, _ in recognized_performances(data, by, cache, split)]
    known = {}
    for (signer, letter), marks in motion.landmark_traces(data).items():
        name = f"{signer}/{letter}"
        if name in frames:
            height, width = frames[name][0].load().shape
            points = marks[:, :, :2] * np.array([width, height], np.float32)
            known[name] = RecognizedTrack(points, np.zeros(len(points), np.float32))
    if PYTHON.exists():
        longer = {name: f for name, f in frames.items() if name not in known or len(f) > len(known[name].points) + 5}
        for name, track in recognized_tracks(longer, by, cache).items():
            if name in known:
                track.points[: len(known[name].points)] = known[name].points
            known[name] = track
    return [_clip(name, frames[name], track, MIN_TRACKED) for name, track in known.items()]


def recognized_performances(
    data: Path, by: str, cache: Path, split: str = "train"
) -> list[tuple[LabelledTrack, RecognizedTrack]]:
    """The clips of a split with what the recogniser says, sides too."""
    frames = _by_session([s for s in motion.samples(data) if s.split == split])
    return [
        (_clip(name, frames[name], track, 0.0), track) for name, track in recognized_tracks(frames, by, cache).items()
    ]


def performance_films(data: Path, split: str) -> list[tuple[LabelledTrack, list[Sample]]]:
    """The clips of a split with their pictures, which nobody has followed: all points are NaN."""
    unseen = np.full((1, 21, 2), np.nan, np.float32)
    return [
        (
            _clip(
                name, frames, RecognizedTrack(np.repeat(unseen, len(frames), 0), np.zeros(len(frames), np.float32)), 0.0
            ),
            frames,
        )
        for name, frames in _by_session([s for s in motion.samples(data) if s.split == split]).items()
    ]


def held_letters(data: Path, by: str, cache: Path, split: str, seconds: float, seed: int) -> list[LabelledTrack]:
    """Static fingerspelling (held_films), followed by `by`."""
    frames = _by_session([s for s in bursts.samples(data) if s.split == split])
    points = {name: track.points.astype(float) for name, track in recognized_tracks(frames, by, cache).items()}
    return [
        _held(signer, np.array([points[name][i] for name, i in order]))
        for signer, order in _spelled({name: len(f) for name, f in frames.items()}, seconds, seed).items()
    ]


def held_letter_films(data: Path, split: str, seconds: float, seed: int) -> list[tuple[LabelledTrack, list[Sample]]]:
    """Static fingerspelling from bursts: each signer's letters in random order, forth and back, without pauses.

    A burst has 15 pictures; played forth and back it lasts as long as a held letter does. One clip a signer.

    Args:
        seconds: at least so long, each.
    """
    frames = _by_session([s for s in bursts.samples(data) if s.split == split])
    return [
        (_held(signer, np.full((len(order), 21, 2), np.nan)), [frames[name][i] for name, i in order])
        for signer, order in _spelled({name: len(f) for name, f in frames.items()}, seconds, seed).items()
    ]


def _held(signer: str, points: NDArray[np.float64]) -> LabelledTrack:
    return LabelledTrack(f"bursts of {signer}", signer, np.arange(len(points)) / BURST_FPS, points, 1)


def _spelled(lengths: dict[str, int], seconds: float, seed: int) -> dict[str, list[tuple[str, int]]]:
    """{signer: (burst, number of its picture)}, in the order they are shown."""
    rng = np.random.default_rng(seed)
    by_signer: dict[str, list[str]] = {}
    for name in lengths:
        by_signer.setdefault(name.split("/")[0], []).append(name)
    shown: dict[str, list[tuple[str, int]]] = {}
    for signer, names in by_signer.items():
        order = shown[signer] = []
        while len(order) < seconds * BURST_FPS:
            for k in rng.permutation(len(names)):
                n = lengths[names[k]]
                there = [(names[k], i) for i in [*range(n), *reversed(range(n))]]
                order += there[: int(rng.integers(n // 2, 2 * n))]
    return shown


def _clip(name: str, frames: Sequence[Sample], track: RecognizedTrack, seen: float) -> LabelledTrack:
    """`seen`: least share of a performance's frames with a hand; below, it is left out of the count."""
    signer = name.split("/")[0]
    fps = FPS.get(signer, DEFAULT_FPS)
    n = len(track.points)
    there = ~np.isnan(track.points[:, 0, 0])
    spans = [(a, b) for a, b in PERFORMED.get(name, ()) if b < n]
    drawn = tuple(Performance(name[-1], a / fps, b / fps) for a, b in spans if there[a : b + 1].mean() >= seen)
    hidden = [(a, b) for a, b in spans if there[a : b + 1].mean() < seen]
    unsure = tuple((a / fps, b / fps) for a, b in [*hidden, *([CUT_OFF[name]] if name in CUT_OFF else [])])
    if name in AMBIGUOUS:
        unsure = ((0.0, n / fps),)
    side = -1 if signer in LEFT_HANDED else 1
    return LabelledTrack(name, signer, np.arange(n) / fps, track.points.astype(float), side, drawn, unsure)


def _by_session(samples: Sequence[Sample]) -> dict[str, list[Sample]]:
    found: dict[str, list[Sample]] = {}
    for sample in samples:
        found.setdefault(sample.session, []).append(sample)
    return found
