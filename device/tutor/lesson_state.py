"""Where a session stands: what the engine changes with every step, and how it is shown."""

from dataclasses import dataclass
from typing import Literal

from device.tutor.events import Message, Scene, Summary
from device.tutor.prompt_state import PromptState
from device.tutor.rules import Rules
from device.view import Outcome


@dataclass(frozen=True)
class LessonState:
    """One moment of a session.

    Attributes:
        phase: "waiting" for a hand, "asking", "answered" (a pause), "over".
        again: the pause leads to another attempt at the same letter.
        outcome, rival: of the newest answer, during the pause.
        picture: the handshape is shown.
        hint: it is described.
        help: what to say about a hold that could not be judged.
    """

    phase: Literal["waiting", "asking", "answered", "over"] = "waiting"
    again: bool = False
    outcome: Outcome | None = None
    rival: str | None = None
    picture: bool = False
    hint: bool = False
    help: Message | None = None

    @property
    def closed(self) -> bool:
        """The letter was answered for good."""
        return self.phase == "answered" and not self.again

    @property
    def judging(self) -> bool:
        """A hold would be judged now."""
        return self.phase == "asking" or (self.phase == "answered" and self.again)


@dataclass
class Tally:
    """A session's letters, counted; `asked` includes the one under way."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    ungraded: int = 0

    def count(self, outcome: Outcome) -> None:
        """One more of these."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def summary(self, mode: Rules) -> Summary:
        """At the end."""
        return Summary(self.asked, self.right, self.wrong, self.ungraded, self.score(mode))

    def score(self, mode: Rules) -> int | None:
        """Of a round; None in other modes."""
        return self.right if mode.limit_s is not None else None


def scene_of(stage: LessonState, trial: PromptState | None, tally: Tally, mode: Rules, message: Message) -> Scene:
    """What there is to show."""
    if trial is None:
        return Scene(stage.phase, right=tally.right, asked=tally.asked, score=tally.score(mode), message=message)
    ask = trial.ask
    return Scene(
        stage.phase,
        ask,
        hidden=mode.hide and not stage.closed,
        attempt=min(trial.attempt, mode.attempts),
        picture=ask.letter if stage.picture else None,
        hint=ask.letter if stage.hint else None,
        outcome=stage.outcome,
        rival=stage.rival,
        right=tally.right,
        asked=tally.asked,
        score=tally.score(mode),
        message=message,
        text=ask.word[: ask.position + stage.closed],
    )
