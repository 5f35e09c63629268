"""Held poses for lessons: a pose is any handshape that settles and is held, whatever letter it may be.

A pose is the evidence over a short window, as fractions that add up to 1. How far two poses differ is the total
variation distance, 0–1. Stillness is judged on the pose, so that a hand may drift and tremble. The probabilities of a
still hand vary, too: a pose also counts as the same as long as its strongest letter is the same. Pure: time comes with
the frames.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device.recognition.evidence import Evidence, FrameClock
from device.recognition.hold import HoldRules, HoldTracker
from device.recognition.presence import EPS_S
from device.recognition.slide import palm_position
from device.types import HandBox

Pose = NDArray[np.float64]


@dataclass(frozen=True)
class PoseRules:
    """Parameters of the pose tracker.

    Attributes:
        hold: settle and hold times, and when a pose may count again.
        window_s: seconds of evidence that make a pose.
        max_still: distance between two poses that still count as the same.
        min_changed: distance from the pose that counted beyond which the hand shows another one.
        formed: a readable pose after one that is not readable is another pose, whatever the distance.
        min_readable: evidence that the three strongest letters must have together; an open or resting hand spreads
            its evidence over more.
    """

    hold: HoldRules
    window_s: float
    max_still: float
    min_changed: float
    min_readable: float
    formed: bool = True


@dataclass(frozen=True)
class HeldPose:
    """A pose that was held to the end.

    Attributes:
        t: time at which the hold was complete, seconds; may lie between two frames.
        pose: float64 (labels,), mean probabilities during the hold.
        box: of the hand in the last frame.
    """

    t: float
    pose: Pose
    box: HandBox | None


class PoseTracker:
    """Follows the poses of one hand."""

    def __init__(
        self, labels: tuple[str, ...], rules: PoseRules, confusable: Callable[[str, str], bool] = lambda a, b: a == b
    ) -> None:
        """Start without a hand.

        Args:
            labels: classes in the order of the probabilities.
            rules: times and distances.
            confusable: whether the model may confuse two labels; a change between them must last longer.
        """
        self._labels = labels
        self._rules = rules
        self._confusable = confusable
        self._is_letter = np.array([len(label) == 1 for label in labels])
        self.reset()

    def reset(self) -> None:
        """Discard all state."""
        self._clock = FrameClock()
        self._evidence = Evidence(self._rules.window_s)
        self._hold = HoldTracker(self._rules.hold)
        self._t = 0.0
        self._counted: Pose | None = None
        self._now: Pose | None = None
        self._restart(None)

    @property
    def armed(self) -> bool:
        """The next hold counts. False while the pose that has counted is still there."""
        return self._hold.armed

    @property
    def progress(self) -> float:
        """Fraction of the hold that has passed, 0–1."""
        return self._hold.progress() if self.armed else 0.0

    @property
    def still(self) -> bool:
        """A pose has settled and would count if it is held."""
        return self.armed and self._hold.settled

    def held_so_far(self, seconds: float) -> Pose | None:
        """Return the mean probabilities (labels,) of the hold that is under way; None before it has lasted so long."""
        lasted = self._hold.armed and self._hold.settled and self._held_s >= seconds - EPS_S
        return self._sum / self._held_s if lasted and self._held_s > 0 else None

    def disarm(self, letter: str | None = None) -> None:
        """Let the pose that is shown now not count until it changes; no effect without a hand.

        Args:
            letter: that is being recognized, if it is known before the evidence has settled on it.
        """
        if self._now is None:
            return
        pose = self._now
        if letter in self._labels:
            pose = np.zeros(len(self._labels))
            pose[self._labels.index(letter)] = 1.0
        self._count(pose)

    def update(
        self, t: float, p: NDArray[np.float32], box: HandBox | None, finish: bool = True, slide: bool = False
    ) -> HeldPose | None:
        """Take the next frame.

        Args:
            t: capture time, seconds, not decreasing.
            p: (labels,), probabilities.
            box: of the hand, None without one.
            finish: False lets a hold grow but not end, while no answer is expected.
            slide: a sideways slide signs the letter again, for doubled letters.

        Returns:
            The hold that ended with this frame, else None.
        """
        gap, self._t = self._clock.gap(t), t
        self._evidence.add(t - gap, t, p if box is not None else np.zeros_like(p), box is not None)
        evidence, presence = self._evidence.at(t)
        if box is not None:
            self._now = evidence / presence if presence > EPS_S else p.astype(np.float64)
        changed, uncertain = self._change()
        cause = self._hold.observe(t, gap, palm_position(box, None), changed, uncertain, slide)
        if box is None:
            if self._hold.absent:
                self._now = None
                self._restart(None)
            return None
        if presence <= EPS_S:  # the first frame stands for no time yet
            return None
        if cause == "slid":
            self._restart(self._now)
        self._continue(gap, p)
        overdue_s = self._hold.overdue_s()
        if not (self.armed and finish and overdue_s is not None and self._held_s > 0):
            return None
        held = HeldPose(t - min(overdue_s, gap), self._sum / self._held_s, box)
        self._count(held.pose)
        return held

    def _continue(self, gap: float, p: NDArray[np.float32]) -> None:
        """Continue the pose with this frame, or begin another one."""
        assert self._now is not None
        if not self._is_readable(self._now):
            self._restart(None)
        elif self._anchor is None or not self._same(self._anchor, self._now):
            self._restart(self._now)
        else:
            self._hold.advance(gap)
            weight = min(gap, self._hold.settled_s)
            self._held_s += weight
            self._sum += weight * p

    def _restart(self, anchor: Pose | None) -> None:
        """Begin a pose that is compared with `anchor`; None for no pose."""
        self._anchor = anchor
        self._hold.restart()
        self._held_s = 0.0
        self._sum: Pose = np.zeros(len(self._labels))

    def _count(self, pose: Pose) -> None:
        """Let this pose not count again until it changes."""
        self._counted = pose
        self._hold.count(self._t)
        self._restart(self._now)

    def _change(self) -> tuple[bool, bool]:
        """Whether the pose differs from the one that counted, and whether the model may confuse the two."""
        if self.armed or self._counted is None or self._now is None:
            return False, False
        before, after = (self._labels[int(np.argmax(pose))] for pose in (self._counted, self._now))
        # An open hand is no letter: any letter after it is another pose, also one that the model half takes for none.
        formed = self._rules.formed and self._is_readable(self._now) and not self._is_readable(self._counted)
        changed = formed or distance(self._now, self._counted) > self._rules.min_changed
        return changed, self._confusable(before, after)

    def _same(self, before: Pose, now: Pose) -> bool:
        if distance(before, now) <= self._rules.max_still:
            return True
        strongest = int(np.argmax(np.where(self._is_letter, now, -1.0)))
        return strongest == int(np.argmax(np.where(self._is_letter, before, -1.0)))

    def _is_readable(self, pose: Pose) -> bool:
        return bool(np.sort(pose[self._is_letter])[-3:].sum() >= self._rules.min_readable)


def distance(a: Pose, b: Pose) -> float:
    """Return the total variation distance of two poses, 0–1 if both add up to 1."""
    return float(np.abs(a - b).sum()) / 2
