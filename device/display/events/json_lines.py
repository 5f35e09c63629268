"""One JSON line an event, for scripts and tests. The keys are stable; see the README."""

import json
import sys
from typing import TextIO

from device.view import Event, View


class JsonLines:
    """Writes events to a stream, flushed line by line."""

    name = "json"
    slow = False
    pause_s = 0.0

    def __init__(self, stream: TextIO | None = None) -> None:
        """Write to `stream`, standard output by default."""
        self._stream = stream or sys.stdout

    def show(self, view: View) -> None:
        """Views are for people."""

    def tell(self, event: Event) -> None:
        """Print the event."""
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
        """The stream is not ours to close."""
