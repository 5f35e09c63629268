"""The station's status as lines for the system log, for a station without a screen. Never letters or text.

This is a display and no event sink: it needs the status and the pairing code, which are in the view only.
"""

import sys
from typing import TextIO

from device.assets.strings import load_strings
from device.display import self_test_text
from device.display.base import Display
from device.display.making import DisplayOptions
from device.view import Status, View

KEYS: dict[Status, str] = {"starting": "log.starting", "camera lost": "log.camera_lost", "ended": "log.ended"}


class StatusLog:
    """Writes one line when the station's status changes. What the learner signs is private and not written."""

    name = "log"
    slow = False
    pause_s = 0.0

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, by default standard output."""
        self._stream = stream or sys.stdout
        self._written = ""

    def show(self, view: View) -> None:
        """Write a line if it differs from the last one.

        Raises:
            OSError: the output cannot be written.
        """
        strings = load_strings(view.language)
        line: str = strings(KEYS.get(view.status, "log.picture"))
        if view.self_test is not None:
            line = self_test_text.log_line(view.self_test, strings)
        if view.pairing is not None:  # this may be the only display
            line = strings("log.pairing", address=view.pairing.address, code=view.pairing.code)
        if line != self._written:
            self._written = line
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def close(self) -> None:
        """Leave the stream open: the caller closes it."""


def make_status_log(options: DisplayOptions) -> Display:
    """Open the display “log”."""
    return StatusLog()
