"""Inputs and effects of the engine: plain values that can be logged, replayed and compared.

Class and field names are the format of `practice --log` and `--replay`.
"""

from dataclasses import dataclass, field
from typing import Literal

from device.types import Handedness, Reading, Scores
from device.view import Outcome

Button = Literal[
    "mode",
    "next",
    "skip",
    "learner",
    "save",
    "delete",
    "space",
    "clear",
    "stop",
    "yes",
    "no",
    "again",
    "slower",
    "step",
]
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
class FrameInput:
    """Recognition result of one frame.

    Attributes:
        scores: of the frame.
        reading: smoothed result up to this frame.
        light: mean grey 0–255 around the hand, None if it is not known.
    """

    scores: Scores
    reading: Reading
    light: float | None = None

    @property
    def t(self) -> float:
        """Time of the frame, seconds."""
        return self.scores.t


@dataclass(frozen=True)
class Pressed:
    """A press of a button, on the station or on the web page, at time t (s); “stop” where the program ends."""

    t: float
    button: Button


@dataclass(frozen=True)
class Interrupted:
    """Loss of the camera at time t (s): the next frame does not follow the last one."""

    t: float


@dataclass(frozen=True)
class Written:
    """A written answer at time t (s), in the mode "watch"."""

    t: float
    text: str


Input = FrameInput | Pressed | Interrupted | Written


@dataclass(frozen=True)
class Message:
    """A sentence for the learner.

    Attributes:
        key: in the strings file, without "message."; "" for none.
        values: (name, letter or number) pairs of its placeholders.
    """

    key: str = ""
    values: tuple[tuple[str, str], ...] = ()


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
class Scene:
    """State to show, without text of any language. The progress of a hold is separate: it changes with every frame.

    Attributes:
        phase: "waiting" for a hand, "asking", "answered" (a pause to look at the answer), "over".
        ask: the prompt, None while there is none.
        hidden: the letter's name must not be shown.
        attempt, picture, outcome, rival, right, asked, score: see view.Task.
        hint: letter whose handshape is described, None for no hint.
        question: the learner is asked whether the prompt was signed; "yes" and "no" answer.
        message: of the status line.
        text: the letters of the word that were spelled so far.
    """

    phase: Literal["waiting", "asking", "answered", "over"]
    ask: PromptSpec | None = None
    hidden: bool = False
    attempt: int = 1
    picture: str | None = None
    hint: str | None = None
    question: bool = False
    outcome: Outcome | None = None
    rival: str | None = None
    right: int = 0
    asked: int = 0
    score: int | None = None
    message: Message = field(default_factory=Message)
    text: str = ""


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
