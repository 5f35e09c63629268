"""What a session of watching reports, and what it shows: plain values."""

from dataclasses import dataclass
from typing import Literal

from device.signing.performance import Performance, performance
from device.tutor.events import EndReason
from device.tutor.scene import Message
from device.view import Outcome


@dataclass(frozen=True)
class Showing:
    """The hand spells a word, or one letter of it.

    Attributes:
        text: word or number.
        speed: letters a second.
        number: of all showings of the session, from 1.
        began: time at which it began, seconds.
        first_s, until_s: part of the performance that is shown, seconds; at its end the hand stays as it is.
    """

    text: str
    speed: float
    number: int
    began: float
    first_s: float
    until_s: float

    @property
    def performance(self) -> Performance:
        """The whole performance."""
        return performance(self.text, self.speed)

    def at_s(self, t: float) -> float:
        """Return the place in the performance at time t, seconds."""
        return min(max(0.0, t - self.began) + self.first_s, self.until_s)

    def over(self, t: float) -> bool:
        """Return whether nothing moves any more at time t."""
        return self.at_s(t) >= self.until_s


@dataclass(frozen=True)
class Shown:
    """A word is spelled at time t (s); `attempt` counts its showings from 1."""

    t: float
    word: str
    attempt: int
    speed: float


@dataclass(frozen=True)
class Answered:
    """An answer was judged, or a word ended without one.

    Attributes:
        t: seconds.
        word: that was spelled.
        answer: letters and figures; "" if the word was given up.
        outcome: "right" or "wrong".
        signed: it was signed back, not written.
        at_once: right with one showing and at the first answer.
        final: another word follows.
        speed: letters a second of the newest showing.
    """

    t: float
    word: str
    answer: str
    outcome: Outcome
    signed: bool
    at_once: bool
    final: bool
    speed: float


@dataclass(frozen=True)
class Over:
    """The session ended at time t (s)."""

    t: float
    reason: EndReason
    asked: int
    right: int


WatchEffect = Shown | Answered | Over


@dataclass(frozen=True)
class WatchScene:
    """State to show.

    Attributes:
        phase: "waiting" for somebody, "showing", "asking" for the answer, "answered", "telling" what it was, "over".
        showing: what the hand does, None while nothing is spelled.
        word: the word, once it may be seen; else "".
        answer: letters signed or written so far.
        attempt: from 1.
        outcome: of the newest answer while it is shown.
        message: of the status line.
        right, asked: words read, and words that are over.
        speed: letters a second of the newest showing.
    """

    phase: Literal["waiting", "showing", "asking", "answered", "telling", "over"]
    showing: Showing | None
    word: str
    answer: str
    attempt: int
    outcome: Outcome | None
    message: Message
    right: int
    asked: int
    speed: float
