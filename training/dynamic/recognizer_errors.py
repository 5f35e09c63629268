"""Errors that the device's recognizer really makes, to be added to tracks that have none.

The device's landmarks of training signers' J and Z are compared with MediaPipe's: what is added, which handedness is
output and where the hand is lost, frame by frame. Real errors last and belong together (for instance a whole hand
recognized as if seen from the other side), which independent noise does not reproduce. Many belong to a part of the
stroke, too: the landmark model sees the turned hand of a J as an M. So a stroke often gets the errors of a recorded
stroke of its letter, at the same place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.dynamic.camera_noise import hand_size
from training.dynamic.recognized_clips import RecognizedClip
from training.dynamic.track import Performance

Array = NDArray[np.float64]
MIN_FRAMES = 20
"""Shorter error tracks are left out."""
ALIGNED = 0.6
"""Share of strokes that get the errors of a stroke of the same letter. Not all: what is no letter has such errors too,
and they must not become the sign of a letter."""
AROUND = 0.2
"""Time before and after a stroke that belongs to it, as a fraction of its duration."""


@dataclass(frozen=True)
class ErrorTrack:
    """The errors of one clip, frame by frame.

    Attributes:
        t: (n,) seconds.
        added: (n, 21, 2) hand sizes, as for a right hand.
        right: (n,) 1 where the handedness is right, −1 where it is wrong.
        lost: (n,) no hand was found.
        performances: the strokes in it.
    """

    t: Array
    added: Array
    right: Array
    lost: NDArray[np.bool_]
    performances: tuple[Performance, ...] = ()


def error_tracks(recognized: Sequence[RecognizedClip]) -> list[ErrorTrack]:
    """Return the errors of each clip that MediaPipe has followed, too.

    Args:
        recognized: clips with the device's landmarks and MediaPipe's.
    """
    errors = [_compare(each) for each in recognized if each.reference is not None]
    return [each for each in errors if len(each.t) >= MIN_FRAMES]


def _compare(clip: RecognizedClip) -> ErrorTrack:
    assert clip.reference is not None
    n = min(len(clip.track.t), len(clip.reference))
    true, found = clip.reference[:n], clip.track.landmarks[:n]
    known = ~np.isnan(true[:, 0, 0])
    if not known.any():
        return ErrorTrack(clip.track.t[:0], found[:0], found[:0, 0, 0], known[:0])
    lost = np.isnan(found[:, 0, 0])
    side = float(clip.track.side)
    added = (found - true) / hand_size(true[known]) * np.array([side, 1.0])
    added[lost] = 0
    right = np.where(clip.right[:n] == 0, 1.0, clip.right[:n] * side)
    return ErrorTrack(clip.track.t[:n][known], added[known], right[known], lost[known], clip.track.performances)


def draw_errors(
    errors: Sequence[ErrorTrack], rng: np.random.Generator, t: Array, performances: Sequence[Performance] = ()
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Draw errors for the times t (n,): stretches of error tracks, one after the other, at varying pace.

    Args:
        errors: to draw from.
        rng: of all draws.
        t: seconds, growing.
        performances: strokes at these times; ALIGNED of them get the errors of a recorded stroke.

    Returns:
        Added landmarks (n, 21, 2), handedness factor (n,), lost (n,).
    """
    added, right, lost = np.zeros((len(t), 21, 2)), np.ones(len(t)), np.zeros(len(t), bool)

    def put(part: slice, source: ErrorTrack, times: Array) -> None:
        rows = np.clip(np.searchsorted(source.t, times), 0, len(source.t) - 1)
        added[part], right[part], lost[part] = source.added[rows], source.right[rows], source.lost[rows]

    begin = 0
    while begin < len(t):
        source = errors[rng.integers(len(errors))]
        pace, first = np.exp(rng.normal(0, 0.3)), rng.integers(len(source.t) // 2)
        at = source.t[first] + (t[begin:] - t[begin]) * pace
        count = max(1, int((at <= source.t[-1]).sum()))
        put(slice(begin, begin + count), source, at[:count])
        begin += count
    for stroke in performances:
        like = [(each, p) for each in errors for p in each.performances if p.letter == stroke.letter]
        if not like or rng.random() >= ALIGNED:
            continue
        source, recorded = like[rng.integers(len(like))]
        margin = AROUND * (stroke.end - stroke.start)
        span = np.searchsorted(t, [stroke.start - margin, stroke.end + margin])
        part = slice(int(span[0]), int(span[1]))
        pace = (recorded.end - recorded.start) / (stroke.end - stroke.start)
        put(part, source, recorded.start + (t[part] - stroke.start) * pace)
    return added, right, lost
