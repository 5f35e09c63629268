"""Logs of the mode “watch”: its sessions are logged and replayed in the tutor's format."""

from device.tutor.inputs import FrameInput, Input, Pressed, Written
from device.tutor.plan import LessonPlan
from device.tutor.watch_effects import WatchEffect
from device.tutor.watch_plan import open_watch


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
