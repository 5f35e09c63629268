"""Prompts, answers and the end of a lesson, as the engine returns them: plain values that can be stored and compared.

Class and field names are the format of `practice --log` and `--replay`.
"""

from dataclasses import dataclass
from typing import Literal

from device.types import Handedness
from device.view import Outcome

EndReason = Literal["done", "time", "away", "mode", "learner", "stopped"]
ENDINGS: dict[str, EndReason] = {"mode": "mode", "learner": "learner", "stop": "stopped"}
"""Button that ends a session → reason."""
Reason = Literal[
    "right",
    "vouched",
    "accepted",
    "looks_like",
    "given_up",
    "unclear",
    "unseen",
    "dark",
    "small",
    "timeout",
    "away",
    "skipped",
]
"""Of an outcome. Right: the letter was recognized, the learner "vouched" for it, or its mark says that any held hand is
"accepted". Ungraded: "unclear" (releases up to 0.1) and "unseen" mean that the station could not see the letter."""


@dataclass(frozen=True)
class PromptSpec:
    """A letter or number to prompt for.

    Attributes:
        letter: "A" to "Z", or "0" to "9".
        new: the learner meets it for the first time. Its picture is shown, and the answer is not rated.
        drill: one of two letters that the learner confuses.
        word, position: the word that is being spelled, and the index of the letter in it; "" and 0 without a word.
        last: the last letter of its word.
        double: the same letter as the one before. The hand must open or slide sideways in between.
    """

    letter: str
    new: bool = False
    drill: bool = False
    word: str = ""
    position: int = 0
    last: bool = False
    double: bool = False


@dataclass(frozen=True)
class Review:
    """Result of one prompt, as progress stores it.

    Attributes:
        ask: the prompt.
        outcome: "right", "wrong" (no attempt was right) or "ungraded".
        reason: of the outcome.
        rating: 1 again, 2 hard, 3 good, 4 easy; None if it does not count for memory.
        attempts: number of graded answers.
        rivals: letters that the wrong answers looked like, in order.
        hinted: a picture or hint was shown before the right answer.
        took_s: seconds from the prompt to the right answer, else None.
        hand: that signed it, None if unknown.
    """

    ask: PromptSpec
    outcome: Outcome
    reason: Reason
    rating: int | None
    attempts: int = 0
    rivals: tuple[str, ...] = ()
    hinted: bool = False
    took_s: float | None = None
    hand: Handedness | None = None


@dataclass(frozen=True)
class Prompt:
    """A prompt appears, for its first or a further attempt.

    Attributes:
        t: seconds.
        ask: the prompt.
        attempt: from 1.
        picture: the handshape is shown.
    """

    t: float
    ask: PromptSpec
    attempt: int
    picture: bool


@dataclass(frozen=True)
class Feedback:
    """An answer was judged, or a prompt ended without one.

    Attributes:
        t: seconds.
        outcome, letter, reason: of the prompt.
        rival: letter that a wrong answer looked like.
        final: the prompt has ended; False if another attempt follows.
    """

    t: float
    outcome: Outcome
    letter: str
    reason: Reason
    rival: str | None = None
    final: bool = True


@dataclass(frozen=True)
class Question:
    """The learner is asked whether the prompt was signed.

    Attributes:
        t: seconds.
        letter: of the prompt.
        rival: that was recognized, for the second time.
    """

    t: float
    letter: str
    rival: str


@dataclass(frozen=True)
class Record:
    """A prompt has ended at time t (s): store its review."""

    t: float
    review: Review


@dataclass(frozen=True)
class Summary:
    """Totals of a session.

    Attributes:
        asked: prompts.
        right, wrong, ungraded: prompts by outcome.
        score: of a timed round, else None.
    """

    asked: int
    right: int
    wrong: int
    ungraded: int
    score: int | None = None


@dataclass(frozen=True)
class End:
    """The session has ended at time t (s)."""

    t: float
    reason: EndReason
    summary: Summary


Effect = Prompt | Feedback | Question | Record | End
