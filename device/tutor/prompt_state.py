"""One prompt from its first appearance to its end, and what it says about the learner's memory."""

from device.tutor import rules
from device.tutor.events import PromptSpec, Reason, Review
from device.types import Handedness
from device.view import Outcome

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4  # as in fsrs.Rating


class PromptState:
    """Counts attempts at one letter.

    Attributes:
        ask: the letter.
        t: when it was first asked for, seconds.
        rivals: letters the wrong answers looked like.
        unclear: holds that could not be judged.
        helped: the picture or a hint was shown while the answer was still open.
    """

    def __init__(self, ask: PromptSpec, t: float, helped: bool) -> None:
        self.ask = ask
        self.t = t
        self.rivals: list[str] = []
        self.unclear = 0
        self.helped = helped

    @property
    def attempt(self) -> int:
        """The attempt under way, from 1."""
        return len(self.rivals) + 1

    def closed(self, outcome: Outcome, reason: Reason, t: float, remembered: bool, hand: Handedness | None) -> Review:
        """What to keep of it, given how it ended at time t; `remembered` is False where answers are no test."""
        took = t - self.t if outcome == "right" else None
        rating = None
        if remembered and not self.ask.new:
            rating = rating_of(outcome, first=not self.rivals, helped=self.helped, took_s=took)
        attempts = len(self.rivals) + (outcome == "right")
        return Review(self.ask, outcome, reason, rating, attempts, tuple(self.rivals), self.helped, took, hand)


def rating_of(outcome: Outcome, first: bool, helped: bool, took_s: float | None) -> int | None:
    """Memory's grade: right at the first try and fast, at the first try, with help, not at all; None for ungraded.

    A second attempt follows the picture, so it is one with help.
    """
    if outcome == "ungraded":
        return None
    if outcome == "wrong":
        return AGAIN
    if helped or not first:
        return HARD
    return EASY if took_s is not None and took_s <= rules.FAST_S else GOOD
