"""What takes the inputs of a watching activity, so that a log can replay it."""

from typing import Protocol

from device.types import Reading, Scores


class WatchInputs(Protocol):
    """Takes all inputs of a watching activity, for a log."""

    def frame(self, scores: Scores, reading: Reading) -> None:
        """Note a frame."""
        ...

    def press(self, t: float, action: str) -> None:
        """Note a press."""
        ...

    def answer(self, t: float, text: str) -> None:
        """Note a written answer."""
        ...

    def interrupted(self, t: float) -> None:
        """Note that time has passed without a camera."""
        ...
