"""Patience with a hand that shows a letter and gets no answer: how long it has, and what it showed meanwhile.

A hold restarts when the strongest letter of a still hand varies. The evidence over a longer time does not. Pure: time
comes with the frames.
"""

import numpy as np
from numpy.typing import NDArray

from device.recognition.evidence import Evidence
from device.recognition.pose import Pose
from device.tutor import rules

MIN_SHARE = 0.8  # of rules.STEADY_S in which the hand must have been in view
MIN_LETTER = 0.2  # probability of the strongest letter; an open hand shows less


class Patience:
    """Follows one hand since the prompt.

    Attributes:
        shown_s: seconds for which the hand has shown a letter, whichever it may be.
    """

    def __init__(self, labels: tuple[str, ...]) -> None:
        """Start without a hand; `labels` are the classes in the order of the probabilities."""
        self._is_letter = np.array([len(label) == 1 for label in labels])
        self.reset()

    def reset(self) -> None:
        """Begin anew: a prompt has appeared."""
        self.shown_s = 0.0
        self._evidence: Evidence | None = None
        self._steady: Pose | None = None

    def update(self, t: float, gap: float, p: NDArray[np.float32], counts: bool) -> None:
        """Take the next frame.

        Args:
            t: capture time, seconds, not decreasing.
            gap: seconds that the frame stands for.
            p: (labels,), probabilities.
            counts: it shows a hand, and its pose may be an answer.
        """
        if self._evidence is None:
            self._evidence, gap = Evidence(rules.STEADY_S), 0.0
        shows = counts and float(p[self._is_letter].max()) >= MIN_LETTER
        self._evidence.add(t - gap, t, p if counts else np.zeros_like(p), counts)
        evidence, share = self._evidence.at(t)
        self.shown_s += gap if shows else 0.0
        self._steady = evidence / share if counts and share >= MIN_SHARE else None

    @property
    def steady(self) -> Pose | None:
        """Probabilities (labels,), their mean over the last rules.STEADY_S; None if a letter was shown too briefly."""
        return self._steady
