"""Events as JSON, one a line, for scripts and tests. docs/cli.md lists the keys; they are stable."""

import json
import sys
from typing import TextIO

from device.view import Event


class JsonLines:
    """Writes events to a stream and flushes it after each line."""

    name = "json"

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, by default standard output."""
        self._stream = stream or sys.stdout

    def on_event(self, event: Event) -> None:
        """Write the event as one line.

        Raises:
            BrokenPipeError: the program that reads the output has ended.
            OSError: the output cannot be written.
        """
        line = {
            "t": round(event.t, 3),
            "event": event.event,
            "letter": event.letter,
            "confidence": None if event.confidence is None else round(event.confidence, 3),
            "frame_age_ms": None if event.frame_age_ms is None else round(event.frame_age_ms, 1),
            **dict(event.more),
        }
        self._stream.write(json.dumps(line) + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Leave the stream open: the caller closes it."""
