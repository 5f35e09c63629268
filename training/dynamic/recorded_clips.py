"""J and Z as people perform them, and bursts of held letters, as tracks.

Begin and end of each performance were labelled by eye, frame by frame.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.datasets import bursts, motion
from training.datasets.sample import Sample, Split
from training.dynamic.track import LabelledTrack, Performance
from training.dynamic.tracking import DEVICE, RecognizedTrack, recognized_tracks
from training.mediapipe import client

FPS = {"HawkCodesZ": 15.0, "SimonaAndreeva": 15.0}
"""Frames a second of signers for whom 30 would make the strokes faster than hands move. Only .mp4 files state 30."""
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
"""(first frame, last frame) of the stroke of each performance.

ASLExplorer, a test signer, draws the hook of J to the viewer's left, against the usual direction.
"""

AMBIGUOUS = {"KingDavidKo/J", "KingDavidKo/Z", "SimonaAndreeva/Z"}
"""Clips in which the hand hardly moves or moves otherwise: neither used in training nor counted."""

CUT_OFF = {"HawkCodesZ/Z": (92, 100)}
"""Performances that the end of the clip cuts off."""

MIN_TRACKED = 0.6
"""Fraction of a performance's frames in which MediaPipe must find a hand, or the performance is not counted."""

MIRRORED = {"SimonaAndreeva"}
"""Signers whose recordings are mirrored, so that the right hand looks like a left one."""


def performances(data: Path, by: str, cache: Path, split: Split = "train") -> list[LabelledTrack]:
    """Return the performances of a split.

    MediaPipe finds few hands in these small grey images. If the data's own landmark file, made from the large coloured
    originals, has a clip, its landmarks are used instead. Without MediaPipe that file is the only source.

    Args:
        data: folder that holds motion/.
        by: tracking.DEVICE or tracking.MEDIAPIPE.
        cache: folder for tracks.
        split: "train" or "eval".

    Raises:
        DataError: the clips are missing or damaged.
        ModelError: the device's models are missing.
    """
    if by == DEVICE:
        return [clip for clip, _ in recognized_performances(data, by, cache, split)]
    frames = _clips(motion.samples(data), split)
    known: dict[str, RecognizedTrack] = {}
    for (signer, letter), marks in motion.landmark_traces(data).items():
        name = f"{signer}/{letter}"
        if name in frames:
            height, width = frames[name][0].load().shape
            landmarks = marks[:, :, :2] * np.array([width, height], np.float32)
            known[name] = RecognizedTrack(landmarks, np.zeros(len(landmarks), np.float32))
    if client.installed():
        longer = {n: f for n, f in frames.items() if n not in known or len(f) > len(known[n].landmarks) + 5}
        for name, track in recognized_tracks(longer, by, cache).items():
            if name in known:
                track.landmarks[: len(known[name].landmarks)] = known[name].landmarks
            known[name] = track
    return [_labelled(name, track, MIN_TRACKED) for name, track in known.items()]


def recognized_performances(
    data: Path, by: str, cache: Path, split: Split = "train"
) -> list[tuple[LabelledTrack, RecognizedTrack]]:
    """Return the performances of a split with the recognizer's output, which has the handedness too.

    Raises:
        DataError: the clips are missing or damaged.
        ModelError: the device's models are missing.
        RunError: MediaPipe's environment is missing.
    """
    tracks = recognized_tracks(_clips(motion.samples(data), split), by, cache)
    return [(_labelled(name, track, 0.0), track) for name, track in tracks.items()]


def performance_films(data: Path, split: Split) -> list[tuple[LabelledTrack, list[Sample]]]:
    """Return the performances of a split with their frames and without landmarks (all are NaN).

    Raises:
        DataError: the clips are missing or damaged.
    """
    films = []
    for name, frames in _clips(motion.samples(data), split).items():
        unknown = np.full((len(frames), 21, 2), np.nan, np.float32)
        track = RecognizedTrack(unknown, np.zeros(len(frames), np.float32))
        films.append((_labelled(name, track, 0.0), frames))
    return films


def held_letters(data: Path, by: str, cache: Path, split: Split, seconds: float, seed: int) -> list[LabelledTrack]:
    """Return static fingerspelling (see held_letter_films) as tracks.

    Raises:
        DataError: the bursts are missing or damaged.
        ModelError: the device's models are missing.
        RunError: MediaPipe's environment is missing.
    """
    frames = _clips(bursts.samples(data), split)
    tracks = recognized_tracks(frames, by, cache)
    landmarks = {name: track.landmarks.astype(float) for name, track in tracks.items()}
    return [
        _held(signer, np.array([landmarks[name][i] for name, i in order]))
        for signer, order in _spell({name: len(f) for name, f in frames.items()}, seconds, seed).items()
    ]


def held_letter_films(data: Path, split: Split, seconds: float, seed: int) -> list[tuple[LabelledTrack, list[Sample]]]:
    """Return static fingerspelling made of bursts, one film of at least `seconds` for each signer.

    Each signer's letters come in random order without pauses. A burst has 15 frames; played forward and backward it
    lasts as long as a letter is held.

    Raises:
        DataError: the bursts are missing or damaged.
    """
    frames = _clips(bursts.samples(data), split)
    return [
        (_held(signer, np.full((len(order), 21, 2), np.nan)), [frames[name][i] for name, i in order])
        for signer, order in _spell({name: len(f) for name, f in frames.items()}, seconds, seed).items()
    ]


def _held(signer: str, landmarks: NDArray[np.float64]) -> LabelledTrack:
    return LabelledTrack(f"bursts of {signer}", signer, np.arange(len(landmarks)) / BURST_FPS, landmarks, 1)


def _spell(lengths: dict[str, int], seconds: float, seed: int) -> dict[str, list[tuple[str, int]]]:
    """Return {signer: (burst, frame number)} in the order in which the frames are shown."""
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
                back_and_forth = [(names[k], i) for i in [*range(n), *reversed(range(n))]]
                order += back_and_forth[: int(rng.integers(n // 2, 2 * n))]
    return shown


def _labelled(name: str, track: RecognizedTrack, min_tracked: float) -> LabelledTrack:
    """Add the labels to a track; performances with a hand in fewer than `min_tracked` of their frames are ambiguous."""
    signer = name.split("/")[0]
    fps = FPS.get(signer, DEFAULT_FPS)
    n = len(track.landmarks)
    tracked = ~np.isnan(track.landmarks[:, 0, 0])
    spans = [(a, b) for a, b in PERFORMED.get(name, ()) if b < n]
    visible = [(a, b) for a, b in spans if tracked[a : b + 1].mean() >= min_tracked]
    hidden = [(a, b) for a, b in spans if tracked[a : b + 1].mean() < min_tracked]
    ambiguous = tuple((a / fps, b / fps) for a, b in [*hidden, *([CUT_OFF[name]] if name in CUT_OFF else [])])
    if name in AMBIGUOUS:
        ambiguous = ((0.0, n / fps),)
    return LabelledTrack(
        name,
        signer,
        np.arange(n) / fps,
        track.landmarks.astype(float),
        -1 if signer in MIRRORED else 1,
        tuple(Performance(name[-1], a / fps, b / fps) for a, b in visible),
        ambiguous,
    )


def _clips(samples: Iterable[Sample], split: Split) -> dict[str, list[Sample]]:
    """Return the frames of each clip ("Mariia00/J") of a split, in order."""
    found: dict[str, list[Sample]] = {}
    for sample in samples:
        if sample.split == split:
            found.setdefault(sample.session, []).append(sample)
    return found
