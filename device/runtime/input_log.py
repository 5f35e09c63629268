"""Note the inputs of an activity without a tutor's engine, in the tutor's format."""

from collections.abc import Callable
from typing import cast

from device.tutor.inputs import Button, FrameInput, Input, Interrupted, Pressed, Written
from device.tutor.log import rounded
from device.types import Reading, Scores


class InputLog:
    """Notes the inputs of a reading or watching activity."""

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

    def interrupted(self, t: float) -> None:
        """Note that the camera was lost, or that time has passed without one."""
        self._note(Interrupted(t))
