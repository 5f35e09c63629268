"""Evidence of labels over a sliding window of time. Pure: time comes with the frames.

Each frame stands for the time since the frame before it, so that results do not depend on the frame rate. The evidence
of a label is the integral of its probability over the window, divided by the window's length: a time-weighted moving
average that counts missing frames as 0.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from device.recognition.presence import MAX_GAP_S


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
        self._past: deque[tuple[float, float, NDArray[np.float32], float]] = deque()

    def add(self, begin: float, end: float, p: NDArray[np.float32], visible: bool) -> None:
        """Add the newest frame.

        Args:
            begin, end: seconds; the frame stands for this time and was captured at its end.
            p: (labels,), its probabilities.
            visible: it shows a hand.
        """
        self._past.append((begin, end, p, float(visible)))
        while self._past and self._past[0][1] <= begin - self._window_s:  # `at` may look back to `begin`
            self._past.popleft()

    def at(self, t: float) -> tuple[NDArray[np.float64], float]:
        """Return the evidence of each label, float64 (labels,), and of a hand, all 0–1, in the window that ends at t.

        At least one frame must have been added.
        """
        start = t - self._window_s
        widths = [max(min(end, t) - max(begin, start), 0.0) / self._window_s for begin, end, _, _ in self._past]
        visible = sum(width * entry[3] for width, entry in zip(widths, self._past, strict=True))
        return np.array(widths) @ np.array([entry[2] for entry in self._past]), visible
