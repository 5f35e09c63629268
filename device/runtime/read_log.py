"""Logs of the mode “read”: it has no tutor, but its sessions are logged and replayed in the tutor's format."""

from dataclasses import dataclass

from device.reading.text_line import TextLine
from device.runtime.watch_log import WatchReplay
from device.tutor.events import ENDINGS, End, Summary
from device.tutor.inputs import FrameInput, Input, Interrupted, Pressed
from device.tutor.log import ReplayEngine
from device.tutor.plan import LessonPlan, open_engine


@dataclass(frozen=True)
class Typed:
    """The effect of an input that changed the line of text."""

    t: float
    text: str


class ReadReplay:
    """Replays a session of the mode “read”."""

    def __init__(self) -> None:
        """Start with an empty line."""
        self._line = TextLine()
        self._over = False

    def step(self, event: Input) -> list[Typed | End]:
        """Process an input and return its effects."""
        effects: list[Typed | End] = []
        before = self._line.text
        if self._over:
            return effects
        if isinstance(event, FrameInput):
            self._line.see(event.reading)
        elif isinstance(event, Interrupted):
            self._line.interrupted()
        elif isinstance(event, Pressed) and event.button in ENDINGS:
            self._over = True
            effects.append(End(event.t, ENDINGS[event.button], Summary(0, 0, 0, 0)))
        elif isinstance(event, Pressed):
            self._line.press(event.button)
        if self._line.text != before:
            effects.append(Typed(event.t, self._line.text))
        return effects


def replay_engine(plan: LessonPlan) -> ReplayEngine:
    """Create the engine that replays a session of any mode."""
    if plan.mode == "read":
        return ReadReplay()
    return WatchReplay(plan) if plan.mode == "watch" else open_engine(plan)
