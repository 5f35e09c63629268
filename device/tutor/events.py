"""What goes into the engines and what comes out. Plain values: they can be logged, replayed and compared."""

from dataclasses import dataclass, field
from typing import Literal

from device.types import Handedness, Reading, Scores
from device.view import Outcome

Button = Literal["mode", "next", "skip", "learner", "save", "delete", "space", "clear"]
Reason = Literal["right", "looks_like", "given_up", "unclear", "dark", "small", "timeout", "away", "skipped"]


@dataclass(frozen=True)
class FrameInput:
    """What one frame says.

    Attributes:
        scores: of the frame.
        reading: smoothed, up to this frame.
        light: mean grey 0–255 around the hand, None where nobody measured it.
    """

    scores: Scores
    reading: Reading
    light: float | None = None

    @property
    def t(self) -> float:
        return self.scores.t


@dataclass(frozen=True)
class Pressed:
    """A button, on the station or on a page."""

    t: float
    button: Button


@dataclass(frozen=True)
class Interrupted:
    """The camera was lost: what was seen before says nothing about what comes."""

    t: float


Input = FrameInput | Pressed | Interrupted


@dataclass(frozen=True)
class Message:
    """A sentence for the learner, by its key in the strings file and the letters or numbers in it."""

    key: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PromptSpec:
    """One letter to be asked for.

    Attributes:
        new: the learner meets it for the first time: its picture is shown, and the answer is no test of memory.
        drill: one of a pair that the learner mistakes for each other.
        word, position: the word it is a letter of, and where in it.
        last: of its word.
        double: it was the letter before, too: the hand must open, or slide aside.
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
    """How one prompt went; what progress is made of.

    Attributes:
        outcome: "right", "wrong" (never right in all attempts) or "ungraded" (nobody's fault).
        reason: why.
        rating: 1 again, 2 hard, 3 good, 4 easy; None when it says nothing about memory.
        attempts: answers that were graded.
        rivals: letters the wrong ones looked like, in order.
        hinted: help was shown before the right answer.
        took_s: from the prompt to the end of the hold, None when ungraded.
        hand: seen to sign it, None where the reader does not say.
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
    """A letter is asked for, or asked for again."""

    t: float
    ask: PromptSpec
    attempt: int
    picture: bool


@dataclass(frozen=True)
class Feedback:
    """An answer was judged, or the prompt closed without one."""

    t: float
    outcome: Outcome
    letter: str
    reason: Reason
    rival: str | None = None
    final: bool = True


@dataclass(frozen=True)
class Record:
    """A prompt is over: keep this."""

    t: float
    review: Review


@dataclass(frozen=True)
class Scene:
    """What there is to show, without words of any language; the ring's progress is asked for frame by frame.

    Attributes:
        phase: "waiting" for a hand, "asking", "answered" (a pause to look at the answer), "over".
        ask, attempt, picture, hint, outcome, rival, right, asked, score: see view.Task.
        message: the status line.
        text: line of text, in read mode and of the word spelled so far.
    """

    phase: Literal["waiting", "asking", "answered", "over"]
    ask: PromptSpec | None = None
    hidden: bool = False
    attempt: int = 1
    picture: str | None = None
    hint: str | None = None
    outcome: Outcome | None = None
    rival: str | None = None
    right: int = 0
    asked: int = 0
    score: int | None = None
    message: Message = field(default_factory=Message)
    text: str = ""


@dataclass(frozen=True)
class Summary:
    """A session in numbers: letters asked for, signed rightly, not signed rightly, ungraded; the score of a round."""

    asked: int
    right: int
    wrong: int
    ungraded: int
    score: int | None = None


@dataclass(frozen=True)
class End:
    """The session is over."""

    t: float
    reason: Literal["done", "time", "away", "mode", "learner"]
    summary: Summary


Effect = Prompt | Feedback | Record | End
