"""State of a lesson: the values that the engine changes, and the scene that shows them."""

from dataclasses import dataclass
from typing import Literal

from device.tutor.events import Summary
from device.tutor.prompt_state import PromptState
from device.tutor.rules import Rules
from device.tutor.scene import Message, Scene
from device.view import Outcome


@dataclass(frozen=True)
class LessonState:
    """State between two events.

    Attributes:
        phase: "waiting" for a hand, "asking", "answered" (a pause), "over".
        again: another attempt at the same letter follows the pause.
        outcome, rival: result of the newest answer, during the pause.
        picture: the handshape is shown.
        hint: its description is shown.
        help: message about a hold that could not be judged.
        question: the learner is asked whether the prompt was signed.
    """

    phase: Literal["waiting", "asking", "answered", "over"] = "waiting"
    again: bool = False
    outcome: Outcome | None = None
    rival: str | None = None
    picture: bool = False
    hint: bool = False
    help: Message | None = None
    question: bool = False

    @property
    def closed(self) -> bool:
        """The prompt has ended."""
        return self.phase == "answered" and not self.again

    @property
    def judging(self) -> bool:
        """A hold would be judged now."""
        return self.phase == "asking" or (self.phase == "answered" and self.again)


@dataclass
class Tally:
    """Number of prompts in a session by outcome; `asked` includes the current one."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    ungraded: int = 0

    def count(self, outcome: Outcome) -> None:
        """Count a prompt with this outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def summary(self, mode: Rules) -> Summary:
        """Return the totals at the end of a session."""
        return Summary(self.asked, self.right, self.wrong, self.ungraded, self.score(mode))

    def score(self, mode: Rules) -> int | None:
        """Return the score of a timed round, None in other modes."""
        return self.right if mode.limit_s is not None else None


def scene_of(stage: LessonState, prompt: PromptState | None, tally: Tally, mode: Rules, message: Message) -> Scene:
    """Return the scene that displays show for this state."""
    if prompt is None:
        return Scene(stage.phase, right=tally.right, asked=tally.asked, score=tally.score(mode), message=message)
    ask = prompt.ask
    return Scene(
        stage.phase,
        ask,
        hidden=mode.hide and not stage.closed,
        attempt=min(prompt.shown, mode.attempts),
        picture=ask.letter if stage.picture else None,
        hint=ask.letter if stage.hint else None,
        question=stage.question,
        outcome=stage.outcome,
        rival=stage.rival,
        right=tally.right,
        asked=tally.asked,
        score=tally.score(mode),
        message=message,
        text=ask.word[: ask.position + stage.closed],
    )
