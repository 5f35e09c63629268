"""One prompt from its first attempt to its end, and the rating that the learner's memory gets for it."""

from device.tutor import rules
from device.tutor.events import PromptSpec, Reason, Review
from device.types import Handedness
from device.view import Outcome

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4  # values of fsrs.Rating


class PromptState:
    """Attempts at one prompt.

    Attributes:
        ask: the prompt.
        t: time at which it was first shown, seconds.
        rivals: letters that the wrong answers looked like, in order.
        unclear: number of holds that could not be judged.
        doubts: wrong holds that were not called wrong.
        shown: number of the attempt that was asked for last, from 1. It is behind `attempt` while a wrong answer is
            shown.
        doubted: number of wrong answers when the learner was asked about a hand that stayed as it was; 0 for never.
        spoken: the tutor has said what it sees in this attempt.
        helped: the picture or a hint was shown before the right answer.
    """

    def __init__(self, ask: PromptSpec, t: float, helped: bool) -> None:
        """Start the first attempt."""
        self.ask = ask
        self.t = t
        self.rivals: list[str] = []
        self.unclear = 0
        self.doubts = self.doubted = 0
        self.shown = 1
        self.spoken = False
        self.helped = helped

    @property
    def attempt(self) -> int:
        """Number of the current attempt, from 1."""
        return len(self.rivals) + 1

    def closed(
        self,
        outcome: Outcome,
        reason: Reason,
        t: float,
        remembered: bool,
        hand: Handedness | None,
        parked: bool = False,
    ) -> Review:
        """Return the review of this prompt.

        Args:
            outcome, reason: how it ended and why.
            t: time of the end, seconds.
            remembered: the answer counts for the learner's memory.
            hand: that signed it, None if unknown.
            parked: the letter is left out from now on. It counts as practised, so that it is not due at once.
        """
        took = t - self.t if outcome == "right" else None
        rating = None
        if remembered and (parked or (reason in ("vouched", "accepted") and not self.ask.new)):
            rating = GOOD
        elif remembered and not self.ask.new:
            rating = rating_of(outcome, first=not self.rivals, helped=self.helped, took_s=took)
        attempts = len(self.rivals) + (outcome == "right")
        return Review(self.ask, outcome, reason, rating, attempts, tuple(self.rivals), self.helped, took, hand)


def rating_of(outcome: Outcome, first: bool, helped: bool, took_s: float | None) -> int | None:
    """Rate an answer for the learner's memory.

    Returns:
        EASY for a fast right answer at the first attempt, GOOD for a slower one, HARD for one with help or at a later
        attempt (which follows the picture), AGAIN for none; None if ungraded.
    """
    if outcome == "ungraded":
        return None
    if outcome == "wrong":
        return AGAIN
    if helped or not first:
        return HARD
    return EASY if took_s is not None and took_s <= rules.FAST_S else GOOD
