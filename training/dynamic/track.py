"""A hand's landmarks over time with what is signed in them: the form that all sources of training tracks share."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MAX_GAP_S = 0.2
"""Longest time without a hand over which landmarks are interpolated."""


@dataclass(frozen=True)
class Performance:
    """One J or Z.

    Attributes:
        letter: "J" or "Z".
        start, end: of the stroke, s.
    """

    letter: str
    start: float
    end: float


@dataclass(frozen=True)
class LabelledTrack:
    """The landmarks of one hand and what it signs.

    Attributes:
        name: for people, e.g. "Mariia00/J".
        signer: a person, or "synthetic-12".
        t: (n,) seconds, growing.
        landmarks: (n, 21, 2) pixels or hand sizes, x right, y down, as the camera sees them; NaN without a hand.
        side: 1 for a right hand (or a mirrored left one), −1 for a left one.
        performances: what is signed, in order.
        ambiguous: (start, end) spans whose label is unclear, s; neither used in training nor counted.
    """

    name: str
    signer: str
    t: Array
    landmarks: Array
    side: int
    performances: tuple[Performance, ...] = ()
    ambiguous: tuple[tuple[float, float], ...] = ()

    def at(self, times: Array, max_gap_s: float = MAX_GAP_S) -> Array:
        """Interpolate the landmarks linearly.

        Args:
            times: (m,) seconds.
            max_gap_s: longest time without a hand that is bridged.

        Returns:
            (m, 21, 2), NaN across longer gaps and outside the track.
        """
        tracked = np.flatnonzero(~np.isnan(self.landmarks[:, 0, 0]))
        out = np.full((len(times), *self.landmarks.shape[1:]), np.nan)
        if len(tracked) < 2:
            return out
        t, landmarks = self.t[tracked], self.landmarks[tracked]
        after = np.clip(np.searchsorted(t, times), 1, len(t) - 1)
        before = after - 1
        span = t[after] - t[before]
        u = ((times - t[before]) / span)[:, None, None]
        between = landmarks[before] * (1 - u) + landmarks[after] * u
        inside = (times >= t[0]) & (times <= t[-1]) & (span <= max_gap_s)
        out[inside] = between[inside]
        return out

    def cut(self, start: float, end: float) -> "LabelledTrack":
        """Return the frames from `start` to `end`, s; times and labels stay."""
        inside = (self.t >= start) & (self.t <= end)
        return replace(self, t=self.t[inside], landmarks=self.landmarks[inside])

    def stretched(self, factor: float) -> "LabelledTrack":
        """Return the same track, `factor` times as slow."""
        return replace(
            self,
            t=self.t * factor,
            performances=tuple(Performance(p.letter, p.start * factor, p.end * factor) for p in self.performances),
            ambiguous=tuple((a * factor, b * factor) for a, b in self.ambiguous),
        )

    def shifted(self, seconds: float) -> "LabelledTrack":
        """Return the same track, so much later."""
        return replace(
            self,
            t=self.t + seconds,
            performances=tuple(Performance(p.letter, p.start + seconds, p.end + seconds) for p in self.performances),
            ambiguous=tuple((a + seconds, b + seconds) for a, b in self.ambiguous),
        )

    def mirrored(self) -> "LabelledTrack":
        """Return the same, signed with the other hand."""
        return replace(self, landmarks=self.landmarks * np.array([-1.0, 1.0]), side=-self.side)
