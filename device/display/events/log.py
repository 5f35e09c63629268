"""The station's own state as lines for the system's log: what a headless station says. Never letters or text."""

import sys
from typing import TextIO

from device.view import Event, View

LINES = {"starting": "The station is up.", "ended": "The station has ended.", "camera lost": "There is no picture."}


class Log:
    """One line when the state of the *station* changes; what the learner does changes too often, and is theirs."""

    name = "log"
    slow = False
    pause_s = 0.0

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, standard output by default."""
        self._stream = stream or sys.stdout
        self._said = ""

    def show(self, view: View) -> None:
        """Say it when there is a new state to tell."""
        line = LINES.get(view.status, "The station sees a picture.")
        if view.pairing is not None:  # where there is no other display, this one must do
            line = f"To use the web page, open {view.pairing.address} and type {view.pairing.code}."
        if line != self._said:
            self._said = line
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def tell(self, event: Event) -> None:
        """Letters are the learner's own."""

    def close(self) -> None:
        """The stream is not ours to close."""
