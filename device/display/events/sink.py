"""The event sink interface, and the wrapper that keeps a failing sink from stopping recognition."""

from typing import Protocol

from device.view import Event


class EventSink(Protocol):
    """Takes every event; views go to displays.

    Attributes:
        name: as in the setting `display.use` and in messages.
    """

    name: str

    def on_event(self, event: Event) -> None:
        """Write or send this event.

        Raises:
            OSError: the output cannot be written.
        """
        ...

    def close(self) -> None:
        """Release what the sink holds; safe to call twice."""
        ...


class SinkHandle:
    """A sink in use. Its methods do not raise.

    Attributes:
        name: of the sink.
        error: the exception that ended its use, None while it works.
    """

    def __init__(self, sink: EventSink) -> None:
        """Take over a sink."""
        self.name = sink.name
        self.error: Exception | None = None
        self._sink = sink

    def on_event(self, event: Event) -> None:
        """Pass the event on, unless the sink has failed before."""
        if self.error is None:
            try:
                self._sink.on_event(event)
            except Exception as error:  # recognition continues without this sink
                self.error = error

    def close(self) -> None:
        """Close the sink."""
        try:
            self._sink.close()
        except Exception as error:
            self.error = self.error or error
