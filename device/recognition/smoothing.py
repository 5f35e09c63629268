"""Scores of single frames → one steady reading. Pure: time comes with the frames and is never read.

Each frame speaks for the time since the frame before it, so the answer does not depend on the frame rate:
the evidence of a letter is the integral of its probability over the last `window_s` seconds, divided by
`window_s`. A letter is shown when its evidence passes `enter`, kept while it stays above `exit`
(hysteresis), and confirmed once it has been shown for `hold_s`. The two newest frames together must pass
`enter`, too: a slow camera has three frames in the window, and two letters that alternate frame by frame
would take turns in holding two of them.

J and Z need no hold: a frame that completes their movement speaks for the whole window.

A letter counts once however long it is held; again.py says when the same one may count again. Then it must be held
anew.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.recognition.metadata import Metadata
from device.recognition.presence import MAX_GAP_S, in_view
from device.recognition.repeat import RepeatDetector
from device.types import Reading, Scores


@dataclass(frozen=True)
class Thresholds:
    """Of the evidence (0–1); a model's metadata may bring its own.

    Attributes:
        enter: a letter is shown from here on; above 0.5, see the module's text.
        exit: a shown letter goes below this.
    """

    enter: float = 0.6
    exit: float = 0.4

    def __post_init__(self) -> None:
        if not 0 <= self.exit < self.enter <= 1 or self.enter <= 0.5:
            raise ValueError(f"thresholds must keep 0 ≤ exit < enter ≤ 1 and enter > 0.5, not {self}")

    @classmethod
    def of(cls, metadata: Metadata, path: Path) -> "Thresholds":
        """Those that a model brings.

        Raises:
            ModelError: they are no numbers or contradict each other; `path` names the model.
        """
        try:
            return cls(**{name: value for name, value in metadata.thresholds.items() if name in ("enter", "exit")})
        except (TypeError, ValueError) as error:
            raise ModelError(
                f"The thresholds in the metadata of {path} are wrong ({error}); convert it again."
            ) from None


class Evidence:
    """Probabilities over the last `window_s` seconds, each frame weighed with the time it speaks for."""

    def __init__(self, window_s: float) -> None:
        """Start with nothing seen."""
        self._window_s = window_s
        self._past: deque[tuple[float, float, NDArray[np.float32], float]] = deque()

    def add(self, begin: float, end: float, p: NDArray[np.float32], hand: bool) -> None:
        """The newest frame, at `end`, speaks from `begin` on: `p` (labels,), and whether it shows a hand."""
        self._past.append((begin, end, p, float(hand)))
        while self._past and self._past[0][1] <= begin - self._window_s:  # `at` may look back to `begin`
            self._past.popleft()

    def at(self, t: float) -> tuple[NDArray[np.float64], float]:
        """Evidence of each label (labels,), and of a hand, both 0–1, in the window that ends at t."""
        begin, end, p, seen = map(np.array, zip(*self._past, strict=True))
        width = np.maximum(np.minimum(end, t) - np.maximum(begin, t - self._window_s), 0.0) / self._window_s
        return (width[:, None] * p).sum(axis=0), float((width * seen).sum())


class Smoother:
    """Turns a stream of Scores into a stream of Readings, one for one."""

    def __init__(
        self,
        labels: tuple[str, ...],
        thresholds: Thresholds,
        window_s: float,
        hold_s: float,
        excluded: tuple[str, ...] = (),
        waits: Mapping[str, float] | None = None,
    ) -> None:
        """Start with no evidence.

        Args:
            labels: classes in the order of Scores.p.
            thresholds: of the evidence.
            window_s, hold_s: seconds, see settings.SmoothingSettings.
            excluded: labels never shown, though they take their share of the evidence.
            waits: seconds by which some labels must be held longer, because something else may come of them.
        """
        self._labels = labels
        self._shown = np.array([label not in excluded for label in labels])
        self._thresholds = thresholds
        self._window_s = window_s
        self._hold_s = np.array([hold_s + (waits or {}).get(label, 0.0) for label in labels])
        self.reset()

    def reset(self) -> None:
        """Forget everything: another camera, another learner."""
        self._evidence = Evidence(self._window_s)
        self._last_t: float | None = None
        self._last_p: NDArray[np.float32] = np.zeros(len(self._labels), np.float32)
        self._letter: int | None = None
        self._since = 0.0
        self._confirmed = self._fresh = False
        self._hand = False
        self._again = RepeatDetector(self._labels)

    def update(self, scores: Scores) -> Reading:
        """Take the scores of the next frame (times must not go back) and say what is signed now."""
        t = scores.t
        since_last = 0.0 if self._last_t is None else max(t - self._last_t, 0.0)
        gap = min(since_last, MAX_GAP_S)
        self._since += since_last - gap  # nobody saw the letter being held meanwhile
        self._last_t = t
        self._evidence.add(t - gap, t, scores.p, scores.box is not None)
        evidence, presence = self._evidence.at(t)
        self._hand = in_view(presence, self._hand)
        self._fresh = False
        news = self._again.update(gap, scores)
        if news is not None and self._confirmed:
            self._confirmed, self._since = False, t
            self._letter = self._letter if news == "slid" else None
        if scores.completed_dynamic in self._labels:
            evidence = self._perform(self._labels.index(scores.completed_dynamic), t)
        else:
            self._choose(evidence, (scores.p + self._last_p) / 2, t - gap, t)
        self._last_p = scores.p
        return self._reading(t, evidence, scores)

    def _perform(self, letter: int, t: float) -> NDArray[np.float64]:
        """A movement was completed: what the hand looked like on its way was no letter."""
        self._evidence = Evidence(self._window_s)
        self._evidence.add(t - self._window_s, t, np.eye(len(self._labels), dtype=np.float32)[letter], True)
        self._since = t - self._hold_s[letter]
        self._confirmed, self._letter = False, letter if self._shown[letter] else None
        self._again.letter = None  # each movement is one of its own
        return self._evidence.at(t)[0]

    def _choose(self, evidence: NDArray[np.float64], newest: NDArray[np.float32], t0: float, t1: float) -> None:
        best = int(np.argmax(np.where(self._shown, evidence, -1.0)))
        if self._letter is not None and evidence[self._letter] < self._thresholds.exit:
            self._letter, self._confirmed = None, False
        enough = min(evidence[best], newest[best]) >= self._thresholds.enter
        if enough and self._shown[best] and best != self._letter:
            self._letter, self._confirmed = best, False
            # Evidence grew evenly between the two frames: the moment it passed does not depend on their rate.
            before = self._evidence.at(t0)[0][best]
            rise = evidence[best] - before
            share = (self._thresholds.enter - before) / rise if rise > 0 else 1.0
            self._since = t0 + (t1 - t0) * min(max(share, 0.0), 1.0)

    def _reading(self, t: float, evidence: NDArray[np.float64], scores: Scores) -> Reading:
        if self._letter is None:
            return Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=self._hand)
        letter = self._labels[self._letter]
        held = t - self._since
        needed = float(self._hold_s[self._letter])
        if letter == self._again.letter:  # the reader had doubts; the hand has not changed
            self._confirmed = True
        elif not self._confirmed and held >= needed - 1e-9:  # rounding of times
            self._confirmed = self._fresh = True
            self._again.count(letter, scores)
        hold = 1.0 if self._confirmed else max(held, 0.0) / needed
        confidence = float(min(evidence[self._letter], 1.0))
        return Reading(t, letter, confidence, self._confirmed, hold, self._hand, self._fresh)
