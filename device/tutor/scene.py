"""State of a lesson to show, without text of any language."""

from dataclasses import dataclass, field
from typing import Literal

from device.tutor.events import PromptSpec
from device.view import Outcome


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
class Scene:
    """State to show. The progress of a hold is separate: it changes with every frame.

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
