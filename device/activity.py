"""The activity protocol: what the live loop passes its readings to.

Reading, tutoring and capturing are activities. `controls.py` has the part that buttons, keyboard and web page use.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from device.controls import Action, Choice, Controls, PressQueue, Question
from device.errors import SettingsError
from device.types import Frame, Reading, Scores
from device.view import Event, View

__all__ = ["Action", "Activity", "Choice", "Controls", "NoControls", "PressQueue", "Question"]


class Activity(Controls, Protocol):
    """What the station does with the readings. The members below are for the loop's thread, which owns the activity."""

    @property
    def finished(self) -> bool:
        """Nothing is left to do: the loop ends after this frame."""
        ...

    def step(self, frame: Frame, scores: Scores, reading: Reading) -> tuple[View, list[Event]]:
        """Process one frame and its recognition result; return what to show and what has changed.

        The times of the events are those of the frames. The loop makes them relative to the first frame and adds the
        frame's age, and it adds frame rate and age to the view.
        """
        ...

    def interrupted(self, t: float) -> tuple[View, list[Event]]:
        """Handle the loss of the camera at time t (s); return what to show until frames arrive again."""
        ...

    def idle(self, t: float) -> tuple[View, list[Event]] | None:
        """Go on at time t (s) without a frame, while the camera is lost; None if nothing changes without one."""
        ...

    def end(self, spelled: str | None) -> tuple[View, list[Event], str]:
        """Return the last view, the last events, and a summary for the terminal ("" for none).

        Args:
            spelled: what was signed, where the frames carry the truth, else None.
        """
        ...

    def close(self) -> None:
        """Save what is to be kept; safe to call twice."""
        ...


class NoControls:
    """Base of an activity without choices, questions and written answers; without a camera it waits."""

    choices: tuple[Choice, ...] = ()
    questions: tuple[Question, ...] = ()

    def answer(self, text: str) -> None:
        """Ignore a written answer."""

    def idle(self, t: float) -> tuple[View, list[Event]] | None:
        """Wait for the camera."""
        return None

    def change(self, chosen: Mapping[str, object]) -> None:
        """Refuse.

        Raises:
            SettingsError: always.
        """
        raise SettingsError("Nothing can be chosen here; start `python -m device web` to practise.")

    def ask(self, question: str, arguments: Mapping[str, str]) -> Any:
        """Refuse.

        Raises:
            KeyError: always.
        """
        raise KeyError(question)

    def manage(self, task: str, values: Mapping[str, str]) -> dict[str, Any]:
        """Refuse.

        Raises:
            KeyError: always.
        """
        raise KeyError(task)
