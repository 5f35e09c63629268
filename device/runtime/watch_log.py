"""Logs of the mode “watch”: its sessions are logged and replayed in the tutor's format."""

from collections.abc import Callable
from typing import cast

from device.tutor.events import Button, FrameInput, Input, Interrupted, Pressed, Written
from device.tutor.log import rounded
from device.tutor.plan import LessonPlan
from device.tutor.watch_effects import WatchEffect
from device.tutor.watch_plan import open_watch
from device.types import Reading, Scores


class WatchLog:
    """Notes the inputs of a watching activity."""

    def __init__(self, note: Callable[[Input], None]) -> None:
        """Pass each input to `note`."""
        self._note = note

    def frame(self, scores: Scores, reading: Reading) -> None:
        """Note a frame."""
        self._note(FrameInput(rounded(scores), reading))

    def press(self, t: float, action: str) -> None:
        """Note a press."""
        self._note(Pressed(t, cast(Button, action)))

    def answer(self, t: float, text: str) -> None:
        """Note a written answer."""
        self._note(Written(t, text))

    def idle(self, t: float) -> None:
        """Note that time has passed without a camera."""
        self._note(Interrupted(t))


class WatchReplay:
    """Replays a session of the mode “watch”."""

    def __init__(self, plan: LessonPlan) -> None:
        """Begin the session of a plan."""
        self._watch = open_watch(plan)

    def step(self, event: Input) -> list[WatchEffect]:
        """Process an input and return its effects."""
        if isinstance(event, FrameInput):
            return self._watch.step(event.t, event.reading.hand, event.reading.letter if event.reading.fresh else None)
        if isinstance(event, Pressed):
            return self._watch.press(event.t, event.button)
        if isinstance(event, Written):
            return self._watch.answer(event.t, event.text)
        return self._watch.step(event.t)
