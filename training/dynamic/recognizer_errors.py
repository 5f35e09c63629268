"""Errors that the device's recognizer really makes, to be added to tracks that have none.

The device's landmarks of training signers' J and Z are compared with MediaPipe's: what is added, which handedness is
output and where the hand is lost, frame by frame. Real errors last and belong together (for instance a whole hand
recognized as if seen from the other side), which independent noise does not reproduce.
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
MIN_FRAMES = 20
"""Shorter error tracks are left out."""


@dataclass(frozen=True)
class ErrorTrack:
    """The errors of one clip, frame by frame.

    Attributes:
        t: (n,) seconds.
        added: (n, 21, 2) hand sizes, as for a right hand.
        right: (n,) 1 where the handedness is right, −1 where it is wrong.
        lost: (n,) no hand was found.
    """

    t: Array
    added: Array
    right: Array
    lost: NDArray[np.bool_]


def error_tracks(data: Path, cache: Path, without: Sequence[str] = ()) -> list[ErrorTrack]:
    """Return the errors of each training clip that both recognizers have followed.

    Args:
        data: folder that holds motion/.
        cache: folder for tracks.
        without: signers left out.

    Raises:
        DataError: the clips are missing or damaged.
        ModelError: the device's models are missing.
    """
    reference = {clip.name: clip for clip in recorded_clips.performances(data, MEDIAPIPE, cache)}
    errors = [
        _compare(clip, track, reference[clip.name])
        for clip, track in recorded_clips.recognized_performances(data, DEVICE, cache)
        if clip.signer not in without
    ]
    return [each for each in errors if len(each.t) >= MIN_FRAMES]


def _compare(clip: LabelledTrack, track: RecognizedTrack, reference: LabelledTrack) -> ErrorTrack:
    n = min(len(clip.t), len(reference.t))
    true, found = reference.landmarks[:n], clip.landmarks[:n]
    known = ~np.isnan(true[:, 0, 0])
    lost = np.isnan(found[:, 0, 0])
    added = (found - true) / hand_size(true[known]) * np.array([float(clip.side), 1.0])
    added[lost] = 0
    right = np.where(track.right[:n] == 0, 1.0, track.right[:n] * clip.side)
    return ErrorTrack(clip.t[:n][known], added[known], right[known], lost[known])


def draw_errors(
    errors: Sequence[ErrorTrack], rng: np.random.Generator, t: Array
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Draw errors for the times t (n,): stretches of error tracks, one after the other, at varying pace.

    Returns:
        Added landmarks (n, 21, 2), handedness factor (n,), lost (n,).
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
