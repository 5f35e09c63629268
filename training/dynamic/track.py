"""A hand's track over time, and what was signed in it: the one form all sources of training tracks share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Performance:
    """One J or Z.

    Attributes:
        letter: "J" or "Z".
        start, end: when the hand begins to draw and when it has drawn it, seconds.
    """

    letter: str
    start: float
    end: float


@dataclass(frozen=True)
class LabelledTrack:
    """One hand, followed.

    Attributes:
        name: for people, e.g. "Mariia00/J".
        signer: who, or "synthetic-12".
        t: float64 (n,), seconds, growing.
        points: float64 (n, 21, 2), pixels or hand sizes, x right, y down, as the camera sees it; NaN: no hand.
        side: 1 for a right hand (or a mirrored left one), −1 for a left one.
        performances: what is signed, in order.
        unsure: (start, end) spans in which it cannot be said what is signed: neither learned nor measured.
    """

    name: str
    signer: str
    t: Array
    points: Array
    side: int
    performances: tuple[Performance, ...] = ()
    unsure: tuple[tuple[float, float], ...] = ()

    def at(self, times: Array, longest_gap_s: float = 0.2) -> Array:
        """Points at other times, between frames on a straight line; NaN across a gap without a hand.

        Returns:
            float64 (len(times), 21, 2).
        """
        seen = np.flatnonzero(~np.isnan(self.points[:, 0, 0]))
        out = np.full((len(times), *self.points.shape[1:]), np.nan)
        if not len(seen):
            return out
        t, points = self.t[seen], self.points[seen]
        after = np.clip(np.searchsorted(t, times), 1, max(len(t) - 1, 1))
        before = after - 1
        if len(t) == 1:
            return out
        span = t[after] - t[before]
        share = ((times - t[before]) / span)[:, None, None]
        between = points[before] * (1 - share) + points[after] * share
        inside = (times >= t[0]) & (times <= t[-1]) & (span <= longest_gap_s)
        out[inside] = between[inside]
        return out

    def stretched(self, factor: float) -> "LabelledTrack":
        """The same, `factor` times as slow."""
        return LabelledTrack(
            self.name,
            self.signer,
            self.t * factor,
            self.points,
            self.side,
            tuple(Performance(p.letter, p.start * factor, p.end * factor) for p in self.performances),
            tuple((a * factor, b * factor) for a, b in self.unsure),
        )

    def mirrored(self) -> "LabelledTrack":
        """The same signed with the other hand."""
        return LabelledTrack(
            self.name,
            self.signer,
            self.t,
            self.points * np.array([-1.0, 1.0]),
            -self.side,
            self.performances,
            self.unsure,
        )


def join_tracks(clips: Sequence[LabelledTrack], gap_s: float, name: str) -> LabelledTrack:
    """One clip after the other, with no hand for so many seconds between them; times start at 0."""
    t, points, performances, unsure, at = [], [], [], [], 0.0
    for clip in clips:
        shift = at - clip.t[0]
        t.append(clip.t + shift)
        points.append(clip.points)
        performances += [Performance(p.letter, p.start + shift, p.end + shift) for p in clip.performances]
        unsure += [(a + shift, b + shift) for a, b in clip.unsure]
        at = t[-1][-1] + gap_s
    return LabelledTrack(
        name,
        clips[0].signer,
        np.concatenate(t),
        np.concatenate(points),
        clips[0].side,
        tuple(performances),
        tuple(unsure),
    )
