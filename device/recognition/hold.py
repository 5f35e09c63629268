"""The hold: how long one pose has been held, and that it counts once. The only definition, for reading and lessons.

A mode decides what "the same pose" is (`smoothing` the letter shown, `pose` the distribution of evidence) and brings
its parameters as HoldRules. Pure: time comes with the frames.
"""

from dataclasses import dataclass
from typing import Literal

from device.recognition.presence import EPS_S, Presence
from device.recognition.repeat import RepeatDetector, RepeatRules
from device.recognition.slide import PalmPosition


@dataclass(frozen=True)
class HoldRules:
    """Parameters of one mode.

    Attributes:
        settle_s: seconds before a pose begins to be held; hands in motion pass through other letters.
        hold_s: seconds after that until it counts.
        repeat: when the same pose may count again.
    """

    settle_s: float
    hold_s: float
    repeat: RepeatRules


class HoldTracker:
    """Follows the hold of one hand, from pose to pose."""

    def __init__(self, rules: HoldRules) -> None:
        """Start without a pose."""
        self._rules = rules
        self._presence = Presence()
        self._repeat = RepeatDetector(rules.repeat)
        self._same_s = 0.0

    @property
    def armed(self) -> bool:
        """The next hold counts. False while the pose that has counted is still there."""
        return self._repeat.armed

    @property
    def after_slide(self) -> bool:
        """The next hold counts because the hand slid; it may still swing back."""
        return self._repeat.after_slide

    @property
    def absent(self) -> bool:
        """The hand has been absent for presence.GAP_S."""
        return self._presence.absent

    @property
    def settled(self) -> bool:
        """The pose has not changed for `settle_s`."""
        return self._same_s >= self._rules.settle_s

    @property
    def settled_s(self) -> float:
        """Seconds since the pose settled; 0 before."""
        return max(0.0, self._same_s - self._rules.settle_s)

    def progress(self, extra_s: float = 0.0) -> float:
        """Return the fraction of the hold that has passed, 0–1; `extra_s` lengthens the hold."""
        needed = self._rules.hold_s + extra_s
        return 1.0 if needed <= 0 else min(self.settled_s / needed, 1.0)

    def overdue_s(self, extra_s: float = 0.0) -> float | None:
        """Return the seconds since the hold was complete, None before; `extra_s` lengthens the hold."""
        over = self._same_s - self._rules.settle_s - self._rules.hold_s - extra_s
        return max(over, 0.0) if over >= -EPS_S else None

    def observe(
        self,
        t: float,
        gap: float,
        position: PalmPosition | None,
        changed: bool,
        uncertain: bool = False,
        slides: bool = True,
    ) -> Literal["absent", "changed", "slid"] | None:
        """Take the next frame's hand, before the pose is continued or restarted.

        Arguments and result as for RepeatDetector.update.
        """
        self._presence.update(t, gap, position is not None)
        return self._repeat.update(t, gap, position, self._presence.absent, changed, uncertain, slides)

    def restart(self, same_s: float = 0.0) -> None:
        """Begin another pose, which has been there for `same_s` seconds already."""
        self._same_s = same_s

    def advance(self, gap: float) -> None:
        """Continue the pose for `gap` seconds."""
        self._same_s += gap

    def count(self, t: float) -> None:
        """Let the pose count at time t (s): it will not count again until the detector of repeats says so."""
        self._repeat.count(t)

    def rearm(self) -> None:
        """Let the next hold count, whatever the hand has done."""
        self._repeat.rearm()
