"""The activities that follow each other in a station: what `ModeSwitch` needs of them beyond an activity."""

from typing import Literal, Protocol

from device.activity import Activity
from device.settings import PracticeSettings
from device.view import Event


class ModeActivity(Activity, Protocol):
    """An activity that can be replaced by another one. It is `finished` when the next session may begin."""

    @property
    def repeat(self) -> str:
        """Letters that the next session must ask, as the learner has chosen at the end of this one; "" for none."""
        ...

    def leave(self, t: float, reason: Literal["mode", "learner"]) -> list[Event]:
        """End at time t (s), before another activity begins; return the last events."""
        ...

    def show_pictures(self, settings: PracticeSettings) -> None:
        """Show pictures as these settings say from the next view on, in the same session."""
        ...
