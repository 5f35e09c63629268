"""The errors the station's recogniser really makes, to be added to tracks that have none.

Its points are compared with MediaPipe's on training signers' J and Z: what it adds, which side it takes the hand for
and where it loses it, moment after moment. Errors last and hang together (a whole hand read as if seen from the other
side), as no noise formula makes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.dynamic import recorded_clips
from training.dynamic.camera_noise import hand_size
from training.dynamic.track import LabelledTrack
from training.dynamic.tracking import DEVICE, MEDIAPIPE, RecognizedTrack

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ErrorTrack:
    """What was wrong, frame by frame.

    Attributes:
        t: (n,) seconds.
        added: (n, 21, 2) hand sizes, as for a right hand.
        right: (n,) 1 where the side is right, −1 where it is the wrong one.
        lost: (n,) no hand was found.
    """

    t: Array
    added: Array
    right: Array
    lost: NDArray[np.bool_]


def error_tracks(data: Path, cache: Path, without: Sequence[str] = ()) -> list[ErrorTrack]:
    """One of each training clip that both recognisers have followed.

    Args:
        without: signers left out.

    Raises:
        ModelError: the station's models are missing.
    """
    teacher = {clip.name: clip for clip in recorded_clips.performances(data, MEDIAPIPE, cache)}
    found = []
    for clip, track in recorded_clips.recognized_performances(data, DEVICE, cache):
        if clip.signer not in without:
            found.append(_compared(clip, track, teacher[clip.name]))
    return [each for each in found if len(each.t) >= 20]


def _compared(clip: LabelledTrack, track: RecognizedTrack, teacher: LabelledTrack) -> ErrorTrack:
    n = min(len(clip.t), len(teacher.t))
    true, ours = teacher.points[:n], clip.points[:n]
    known = ~np.isnan(true[:, 0, 0])
    lost = np.isnan(ours[:, 0, 0])
    added = (ours - true) / hand_size(true[known]) * np.array([float(clip.side), 1.0])
    added[lost] = 0
    right = np.where(track.right[:n] == 0, 1.0, track.right[:n] * clip.side)
    return ErrorTrack(clip.t[:n][known], added[known], right[known], lost[known])


def draw(errors: Sequence[ErrorTrack], rng: np.random.Generator, t: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Errors for the times t: stretches of error tracks, one after the other.

    Returns:
        added (n, 21, 2), right (n,), lost (n,).
    """
    added, right, lost = np.zeros((len(t), 21, 2)), np.ones(len(t)), np.zeros(len(t), bool)
    begin = 0
    while begin < len(t):
        source = errors[rng.integers(len(errors))]
        pace, first = np.exp(rng.normal(0, 0.3)), rng.integers(len(source.t) // 2)
        at = source.t[first] + (t[begin:] - t[begin]) * pace
        count = max(1, int((at <= source.t[-1]).sum()))
        rows = np.clip(np.searchsorted(source.t, at[:count]), 0, len(source.t) - 1)
        part = slice(begin, begin + count)
        added[part], right[part], lost[part] = source.added[rows], source.right[rows], source.lost[rows]
        begin += count
    return added, right, lost
