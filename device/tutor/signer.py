"""The hand in front of the camera: its presence and side, and the answers that it signs."""

from dataclasses import dataclass
from typing import Literal

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.evidence import FrameClock
from device.recognition.pose import Pose, PoseRules, PoseTracker
from device.recognition.presence import GAP_S, Presence
from device.recognition.visibility import complaint
from device.tutor import rules
from device.tutor.confusables import are_confusable
from device.tutor.inputs import FrameInput
from device.tutor.patience import Patience
from device.types import Handedness


@dataclass(frozen=True)
class Answer:
    """A letter that was signed: a held pose or a dynamic letter.

    Attributes:
        t: time at which it was complete, seconds.
        pose: (labels,), mean evidence during a hold; None for a dynamic letter.
        letter: the dynamic letter, None for a hold.
        fault: what made the hand hard to see, None if nothing did.
    """

    t: float
    pose: Pose | None = None
    letter: str | None = None
    fault: Literal["dark", "small"] | None = None


class Signer:
    """Follows one hand from frame to frame.

    Attributes:
        tracker: of the poses it holds.
        side: left or right hand, None if the recognizer does not know.
        patience: what the hand has shown since `expect_answer`.
    """

    def __init__(self, labels: tuple[str, ...], pose: PoseRules = rules.POSE) -> None:
        """Start without a hand.

        Args:
            labels: classes in the order of Scores.p.
            pose: when a pose is held, and when it is another one.
        """
        self.tracker = PoseTracker(labels, pose, are_confusable)
        self.patience = Patience(labels)
        self.side: Handedness | None = None
        self._clock = FrameClock()
        self._presence = Presence()
        self._dynamic: str | None = None
        self._was_absent = True
        self._in_view = False
        self._ungraded = False  # a hold was seen and could not be judged: the same pose may still be the answer

    def update(self, event: FrameInput, t: float, finish: bool, slide: bool) -> Answer | None:
        """Take the next frame.

        Args:
            event: scores and reading of the frame.
            t: its time, seconds, not decreasing.
            finish: answers are expected, see PoseTracker.update.
            slide: a slide repeats the letter, see PoseTracker.update.

        Returns:
            The answer that is complete with this frame, else None.
        """
        scores, reading = event.scores, event.reading
        gap = self._clock.gap(t)
        self._presence.update(t, gap, scores.box is not None)
        if scores.box is not None:
            self.side = scores.box.hand
        self._in_view = reading.hand
        self._was_absent = self._was_absent or not reading.hand
        held = self.tracker.update(t, scores.p, scores.box, finish, slide)
        self.patience.update(t, gap, scores.p, scores.box is not None and (self.tracker.armed or self._ungraded))
        before = self._dynamic
        self._dynamic = reading.letter if reading.confirmed and reading.letter in DYNAMIC_LETTERS else None
        if self._dynamic is not None and self._dynamic != before and finish:
            self.tracker.disarm(self._dynamic)
            return Answer(t, letter=self._dynamic)
        return Answer(held.t, held.pose, fault=complaint(held.box, event.light)) if held is not None else None

    def absent_s(self, t: float) -> float:
        """Return the seconds since a hand was seen, at time t (s); infinite before the first hand."""
        return self._presence.elapsed_s(t)

    def expect_arrival(self, t: float) -> None:
        """Let `arrived` become True only for a hand that comes into view after time t (s), not for one still there."""
        self._was_absent = self.absent_s(t) >= GAP_S

    def expect_answer(self, disarm: bool) -> None:
        """Begin to wait for an answer; with `disarm`, the pose that is shown now is none."""
        if disarm:
            self.tracker.disarm()
        self._ungraded = False
        self.patience.reset()

    def keep_looking(self) -> None:
        """Let the pose of the newest hold, which could not be judged, count for `patience`."""
        self._ungraded = True

    @property
    def stays(self) -> bool:
        """A hand is in view in the pose that has counted."""
        return self._in_view and not self.tracker.armed

    @property
    def arrived(self) -> bool:
        """A hand has come into view since expect_arrival, or since the start."""
        return self._in_view and self._was_absent

    def interrupted(self) -> None:
        """Discard the pose: the camera was lost, and the next frame does not follow the last one."""
        self.tracker.reset()
        self.patience.reset()
        self._dynamic = None
