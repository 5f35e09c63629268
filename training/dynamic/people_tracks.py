"""J and Z by many people, as tracks: where the stroke lies in each trace is found from the path of the fingertip."""

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.hand_topology import INDEX_TIP, LITTLE_TIP
from training.datasets.motion_people import Trace
from training.dynamic.camera_noise import hand_size
from training.dynamic.track import LabelledTrack, Performance

Array = NDArray[np.float64]
TIP = {"J": LITTLE_TIP, "Z": INDEX_TIP}
SLOW = 0.25
"""Loss of a stroke's score for each second it lasts, hand sizes: the shortest stroke is preferred."""
STRAY = 0.4
"""Loss for each hand size of movement across the direction of a part of the stroke."""
RISE = 0.5
"""Gain for each hand size by which a J's hook rises, and by which the middle stroke of a Z falls."""
MIN_SCORE = {"J": 0.8, "Z": 0.9}
"""Minimum score of a stroke, hand sizes; a performance below it is ambiguous."""

SEVERAL = {
    "seba/J/0": (((1.77, 2.4),), (0.0, 0.8)),
    "seba/Z/0": (((0.37, 1.03), (1.87, 2.77)), (3.6, 4.4)),
}
"""Videos with several performances: strokes as seen by eye, and the span of one that begins or ends outside; s."""


def labelled_track(trace: Trace) -> LabelledTrack:
    """Return a performance as a track; what is neither clearly a J or a Z nor clearly none is ambiguous."""
    side = 1 if trace.right >= 0 else -1
    if trace.name in SEVERAL:
        spans, outside = SEVERAL[trace.name]
        strokes = tuple(Performance(trace.letter, *span) for span in spans)
        return LabelledTrack(trace.name, trace.signer, trace.t, trace.landmarks, side, strokes, (outside,))
    performances: tuple[Performance, ...] = ()
    ambiguous: tuple[tuple[float, float], ...] = ()
    if trace.kind in ("clean", "small"):
        span = stroke_span(trace)
        performances = () if span is None else (Performance(trace.letter, *span),)
    if trace.kind == "untidy" or (trace.kind in ("clean", "small") and not performances):
        ambiguous = ((float(trace.t[0]), float(trace.t[-1])),)
    return LabelledTrack(trace.name, trace.signer, trace.t, trace.landmarks, side, performances, ambiguous)


def stroke_span(trace: Trace) -> tuple[float, float] | None:
    """Return begin and end of the best J or Z in a trace, s; None if there is none.

    The path of the fingertip is divided into the parts of the letter so that each part goes as far as possible in its
    direction: down and across for a J; across, back down and across again for a Z. Both directions are tried.
    """
    tracked = ~np.isnan(trace.landmarks[:, 0, 0])
    if trace.letter not in DYNAMIC_LETTERS or tracked.sum() < 4:
        return None
    landmarks, t = trace.landmarks[tracked], trace.t[tracked]
    tip = landmarks[:, TIP[trace.letter]] / hand_size(landmarks)
    found = max(_best(trace.letter, tip, t, sense) for sense in (-1, 1))
    score, begin, end = found
    return None if score < MIN_SCORE[trace.letter] else (float(t[begin]), float(t[end]))


def _best(letter: str, tip: Array, t: Array, sense: int) -> tuple[float, int, int]:
    """Return score, first and last frame of the best stroke; `sense` is the direction of hook or first part."""
    dx, dy = (tip[None, :, axis] - tip[:, None, axis] for axis in (0, 1))
    cost = np.where(t[None] > t[:, None], SLOW * (t[None] - t[:, None]), np.inf)
    if letter == "J":
        parts = [dy - STRAY * np.abs(dx), sense * dx + RISE * np.clip(-dy, -1, 1)]
    else:
        across, back = sense * dx - STRAY * np.abs(dy), -sense * dx + RISE * np.clip(dy, -1, 1)
        parts = [across, back, across]
    total, first = np.zeros(len(t)), np.arange(len(t))
    for part in parts:
        # A part that goes the wrong way makes the whole no stroke.
        ways = total[:, None] + np.where(part > 0, part, -np.inf) - cost
        source = ways.argmax(0)
        total, first = ways.max(0), first[source]
    end = int(total.argmax())
    return float(total[end]), int(first[end]), end
