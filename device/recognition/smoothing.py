"""Smoothing: scores of single frames → one steady reading. Pure: time comes with the frames.

The evidence of a letter is its mean probability over the last `window_s` seconds (see `evidence`). A letter is shown
once its evidence reaches `enter`, and kept until it falls below `exit` (hysteresis). The mean of the two newest frames
must reach `enter`, too: a slow camera has only three frames in the window, and two letters that alternate from frame
to frame would each hold two of them. A letter that has been shown for `hold_s` is confirmed and counts once, see
`hold` and `repeat`; a still hand needs less evidence for a letter without a rival, and a shorter hold for a sure
letter, see `settling`.
J and Z need no hold: a frame that completes their stroke stands for the whole window. I, D and X, with which a stroke
may begin, need a longer hold, or count late, see `first_shape`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS
from device.errors import ModelError
from device.names import shown
from device.recognition.evidence import Evidence, FrameClock
from device.recognition.first_shape import FirstShape
from device.recognition.geometry import HandShape
from device.recognition.hold import HoldRules, HoldTracker
from device.recognition.metadata import Metadata
from device.recognition.presence import in_view
from device.recognition.repeat import RepeatRules, ShapeChange
from device.recognition.settling import SURE_RATE, Settling
from device.recognition.slide import palm_position
from device.types import Reading, Scores

# A letter that a still hand shows without a rival may be read at 0.6 for as long as it is held: M, N and T often are.
CLEAR = 2.0  # factor by which it must exceed every other letter
CLEAR_SHARE = 0.8  # of the threshold `enter` is then enough
MIN_ENTER = 0.5

# A change is certain if the fingertips have moved as well. Without landmarks it must last twice as long: the
# probabilities of a still hand change for shorter.
REPEAT = RepeatRules(change_s=0.15, uncertain_change_s=0.3, undo_sway=True)


@dataclass(frozen=True)
class Thresholds:
    """Thresholds of the evidence, 0–1; a model's metadata can replace them.

    Attributes:
        enter: a letter is shown from this evidence on. Above 0.5, so that two letters cannot both reach it.
        exit: a letter that is shown disappears below this evidence.
    """

    enter: float = 0.6
    exit: float = 0.4

    def __post_init__(self) -> None:
        """Check the order of the thresholds."""
        if not 0 <= self.exit < self.enter <= 1 or self.enter <= 0.5:
            raise ValueError(f"thresholds must keep 0 ≤ exit < enter ≤ 1 and enter > 0.5, not {self}")

    @classmethod
    def of(cls, metadata: Metadata, path: Path) -> "Thresholds":
        """Read the thresholds "enter" and "exit" of a model; the defaults apply to those it does not name.

        Args:
            metadata: of the model.
            path: of the model, for the error message.

        Raises:
            ModelError: they are not numbers, or not in the order 0 ≤ exit < enter ≤ 1 with enter > 0.5.
        """
        try:
            return cls(**{name: value for name, value in metadata.thresholds.items() if name in ("enter", "exit")})
        except (TypeError, ValueError) as error:
            raise ModelError(
                f"The thresholds in the metadata of {shown(path)} are wrong ({error}); convert it again."
            ) from None


class Smoother:
    """Turns a stream of Scores into a stream of Readings, one for one."""

    def __init__(
        self,
        labels: tuple[str, ...],
        thresholds: Thresholds,
        window_s: float,
        hold_s: float,
        excluded: tuple[str, ...] = (),
        extra_hold: Mapping[str, float] | None = None,
    ) -> None:
        """Start without evidence.

        Args:
            labels: classes in the order of `Scores.p`.
            thresholds: of the evidence.
            window_s, hold_s: seconds, see settings.SmoothingSettings.
            excluded: labels that are never shown, though they take their share of the evidence.
            extra_hold: {label: seconds} by which it must be held longer, because a dynamic letter may follow from it.
        """
        self._labels, self._excluded = labels, excluded
        self._shown = [i for i, label in enumerate(labels) if label not in excluded]
        self._thresholds = thresholds
        self._window_s = window_s
        self._rules = HoldRules(0.0, hold_s, REPEAT)
        self._extra_s = [(extra_hold or {}).get(label, 0.0) for label in labels]
        self.reset()

    def reset(self) -> None:
        """Discard all state: another camera, another learner."""
        self._clock = FrameClock()
        self._evidence = Evidence(self._window_s)
        self._hold = HoldTracker(self._rules)
        self._settling, self._first = Settling(), FirstShape()
        self._after_stroke = False  # the hand may still show the handshape of its J or Z
        self._last_p: NDArray[np.float32] = np.zeros(len(self._labels), np.float32)
        self._letter: int | None = None
        self._counted: int | None = None
        self._shape: ShapeChange | None = None
        self._now: HandShape | None = None
        self._confirmed = self._fresh = False
        self._hand = False

    def with_labels(self, labels: tuple[str, ...], extra_hold: Mapping[str, float]) -> "Smoother":
        """Return a smoother for other labels, with the same thresholds and times and without evidence."""
        return Smoother(labels, self._thresholds, self._window_s, self._rules.hold_s, self._excluded, extra_hold)

    def update(self, scores: Scores) -> Reading:
        """Take the scores of the next frame and return the reading up to it; times must not decrease."""
        t, gap = scores.t, self._clock.gap(scores.t)
        self._now = None if scores.landmarks is None else HandShape.of(scores.landmarks)
        self._settling.update(t, scores.p, self._now)
        self._hold.advance(gap * self._rate())
        self._evidence.add(t - gap, t, scores.p, scores.box is not None)
        shares, presence = self._evidence.at(t)
        evidence: list[float] = shares.tolist()
        self._hand = in_view(presence, self._hand)
        self._fresh = False
        self._observe(gap, scores)
        if scores.completed_dynamic in self._labels:
            evidence = self._complete(self._labels.index(scores.completed_dynamic), t)
        else:
            self._choose(evidence, scores.p, t - gap, t)
        self._last_p = scores.p
        late = self._first.take(t, self._letter)
        return self._reading(t, evidence) if late is None else self._count_late(late, t)

    def _rate(self) -> float:
        """Return how fast the hold runs: not faster than time where a stroke may begin, or a swaying hand turn back."""
        patient = self._hold.after_slide or (self._letter is not None and self._extra_s[self._letter] > 0)
        return min(self._settling.rate(self._letter), 1.0 if patient else SURE_RATE)

    def _observe(self, gap: float, scores: Scores) -> None:
        """Watch the hand for a repetition of the letter that counted."""
        position = palm_position(scores.box, self._now)
        shape = None if self._hold.armed else self._shape
        changed = shape is not None and shape.changed(scores.p, self._now)
        uncertain = shape is not None and shape.uncertain
        cause = self._hold.observe(scores.t, gap, position, changed, uncertain)
        if cause is not None and self._confirmed:
            self._confirmed = False
            self._hold.restart()
            self._letter = self._letter if cause == "slid" else None

    def _complete(self, letter: int, t: float) -> list[float]:
        """Show a dynamic letter whose stroke is complete; the evidence during the stroke was of no letter."""
        self._first.forget()
        self._after_stroke = True
        self._evidence = Evidence(self._window_s)
        self._evidence.add(t - self._window_s, t, np.eye(len(self._labels), dtype=np.float32)[letter], True)
        self._hold.restart(self._rules.hold_s + self._extra_s[letter])
        self._hold.rearm()  # each stroke counts
        self._confirmed, self._letter = False, letter if letter in self._shown else None
        return list(self._evidence.at(t)[0].tolist())

    def _choose(self, evidence: list[float], p: NDArray[np.float32], t0: float, t1: float) -> None:
        """Choose the letter to show from the evidence at t1 and the newest frame; t0 is the time of the one before."""
        best = max(self._shown, key=evidence.__getitem__)
        before = self._letter
        held = before is not None and not self._confirmed and self._hold.overdue_s() is not None
        if before is not None and evidence[before] < self._thresholds.exit:
            self._letter, self._confirmed = None, False
        enter = self._enter(evidence, best)
        newest = (float(p[best]) + float(self._last_p[best])) / 2
        if min(evidence[best], newest) >= enter and best != self._letter:
            self._letter, self._confirmed = best, False
            # Evidence changes linearly between two frames, so the crossing time does not depend on the frame rate.
            share = float(self._evidence.at(t0)[0][best])
            rise = evidence[best] - share
            fraction = (enter - share) / rise if rise > 0 else 1.0
            self._hold.restart((t1 - t0) * (1 - min(max(fraction, 0.0), 1.0)))
        if (
            self._letter is not None
            and not self._extra_s[self._letter]
            and self._labels[self._letter] not in DYNAMIC_LETTERS
        ):
            self._after_stroke = False
        if before is not None and held and self._letter != before and self._extra_s[before] and not self._after_stroke:
            self._first.leave(before, t1)

    def _enter(self, evidence: list[float], best: int) -> float:
        """Return the evidence from which the likeliest letter is shown: less for a still hand without a rival.

        A handshape with which a stroke may begin needs all of it: the longer hold begins with the showing.
        """
        if self._extra_s[best] or not self._settling.still:
            return self._thresholds.enter
        clear = evidence[best] >= CLEAR * max([evidence[i] for i in self._shown if i != best], default=0.0)
        return max(CLEAR_SHARE * self._thresholds.enter, MIN_ENTER) if clear else self._thresholds.enter

    def _count_late(self, letter: int, t: float) -> Reading:
        """Confirm a letter that is shown no more."""
        if self._letter is None:  # the hand may still show it
            self._counted, self._shape = letter, ShapeChange(letter, self._now)
            self._hold.count(t)
        return Reading(t, self._labels[letter], self._thresholds.exit, True, 1.0, self._hand, fresh=True)

    def _reading(self, t: float, evidence: list[float]) -> Reading:
        if self._letter is None:
            return Reading(t, None, 0.0, confirmed=False, hold=0.0, hand=self._hand)
        extra_s = self._extra_s[self._letter]
        if self._letter == self._counted and not self._hold.armed:  # it was lost for a moment; the hand has not changed
            self._confirmed = True
        elif not self._confirmed and self._hold.overdue_s(extra_s) is not None:
            self._confirmed = self._fresh = True
            self._counted = self._letter
            self._shape = ShapeChange(self._letter, self._now)
            self._hold.count(t)
        hold = 1.0 if self._confirmed else self._hold.progress(extra_s)
        confidence = min(evidence[self._letter], 1.0)
        return Reading(t, self._labels[self._letter], confidence, self._confirmed, hold, self._hand, self._fresh)
