"""Evidence of labels over a sliding window of time. Pure: time comes with the frames.

Each frame stands for the time since the frame before it, so that results do not depend on the frame rate. The evidence
of a label is the integral of its probability over the window, divided by the window's length: a time-weighted moving
average that counts missing frames as 0.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from device.recognition.presence import MAX_GAP_S

MIN_ROWS = 16  # of probabilities that are free when older ones are moved


class FrameClock:
    """Turns frame times into the time that each frame stands for."""

    def __init__(self) -> None:
        """Start before the first frame."""
        self._last_t: float | None = None

    def gap(self, t: float) -> float:
        """Return the seconds since the last call, 0 for the first and at most MAX_GAP_S."""
        gap = 0.0 if self._last_t is None else min(max(t - self._last_t, 0.0), MAX_GAP_S)
        self._last_t = t
        return gap


class Evidence:
    """Probabilities over the last `window_s` seconds, each frame weighted by the time it stands for."""

    def __init__(self, window_s: float) -> None:
        """Start with an empty window of `window_s` seconds."""
        self._window_s = window_s
        self._past: deque[tuple[float, float, float]] = deque()
        self._rows: NDArray[np.float64] = np.empty((0, 0))  # the last of them hold the probabilities of _past
        self._end = 0  # of the rows in use

    def add(self, begin: float, end: float, p: NDArray[np.float32], visible: bool) -> None:
        """Add the newest frame.

        Args:
            begin, end: seconds; the frame stands for this time and was captured at its end.
            p: (labels,), its probabilities; copied.
            visible: it shows a hand.
        """
        if self._end == len(self._rows):
            self._make_room(len(p))
        self._rows[self._end] = p
        self._end += 1
        self._past.append((begin, end, float(visible)))
        while self._past and self._past[0][1] <= begin - self._window_s:  # `at` may look back to `begin`
            self._past.popleft()

    def at(self, t: float) -> tuple[NDArray[np.float64], float]:
        """Return the evidence of each label, float64 (labels,), and of a hand, all 0–1, in the window that ends at t.

        At least one frame must have been added.
        """
        start, share = t - self._window_s, 1 / self._window_s
        widths, visible = [], 0.0
        for begin, end, seen in self._past:
            width = (end if end < t else t) - (begin if begin > start else start)
            widths.append(width * share if width > 0 else 0.0)
            visible += widths[-1] * seen
        return np.asarray(np.array(widths) @ self._rows[self._end - len(widths) : self._end]), visible

    def _make_room(self, labels: int) -> None:
        """Move the rows in use to the front, with as many free ones behind them."""
        used = len(self._past)
        rows = np.empty((2 * used + MIN_ROWS, labels))
        if used:
            rows[:used] = self._rows[self._end - used : self._end]
        self._rows, self._end = rows, used
