"""The hand before the camera: whether it is there, which it is, and what it says when it has said something."""

from dataclasses import dataclass
from typing import Literal

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.pose import Pose, PoseTracker
from device.recognition.presence import GAP_S
from device.tutor import rules
from device.tutor.confusables import are_confusable
from device.tutor.events import FrameInput
from device.tutor.visibility import complaint
from device.types import Handedness


@dataclass(frozen=True)
class Answer:
    """Something was signed: held, or drawn in the air.

    Attributes:
        t: when it was complete.
        pose: mean evidence during a hold, (labels,); None for a movement.
        letter: that was drawn, None for a hold.
        room: what made it hard to see, None when nothing did.
    """

    t: float
    pose: Pose | None = None
    letter: str | None = None
    room: Literal["dark", "small"] | None = None


class Signer:
    """Follows one hand from frame to frame.

    Attributes:
        tracker: of what it holds.
        side: left or right, None where the reader does not say.
    """

    def __init__(self, labels: tuple[str, ...]) -> None:
        """Nobody is there yet; `labels` are the classes in the order of Scores.p."""
        self.tracker = PoseTracker(labels, rules.POSE, are_confusable)
        self.side: Handedness | None = None
        self._seen_t = float("-inf")
        self._moved: str | None = None
        self._was_away = True
        self._in_view = False

    def see(self, event: FrameInput, t: float, finish: bool, slide: bool) -> Answer | None:
        """Take the next frame, at time t; `finish` and `slide` as PoseTracker.update takes them."""
        scores, reading = event.scores, event.reading
        if scores.box is not None:
            self._seen_t, self.side = t, scores.box.hand
        self._in_view = reading.hand
        self._was_away = self._was_away or not reading.hand
        held = self.tracker.update(t, scores.p, scores.box, finish, slide)
        before = self._moved
        self._moved = reading.letter if reading.confirmed and reading.letter in DYNAMIC_LETTERS else None
        if self._moved is not None and self._moved != before and finish:
            self.tracker.disarm(self._moved)
            return Answer(t, letter=self._moved)
        return Answer(held.t, held.pose, room=complaint(held.box, event.light)) if held is not None else None

    def absent_s(self, t: float) -> float:
        """Seconds since a hand was seen."""
        return t - self._seen_t

    def expect_someone(self, t: float) -> None:
        """From now on `came` tells whether somebody has come; a hand that is still here has not."""
        self._was_away = self.absent_s(t) >= GAP_S

    @property
    def came(self) -> bool:
        """A hand is in view that was not, since expect_someone (or ever)."""
        return self._in_view and self._was_away

    def interrupted(self) -> None:
        """The camera was lost: what it held is not known."""
        self.tracker.reset()
        self._moved = None
