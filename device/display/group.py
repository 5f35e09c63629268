"""All displays and event sinks of a station as one. One that fails is dropped; the station ends with the last."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from device.display.base import DisplayHandle
from device.display.events.sink import SinkHandle
from device.errors import DisplayError
from device.view import Event, Pairing, View


class Displays:
    """Displays take views, sinks take events.

    Attributes:
        pairing: put into every view shown from now on; any thread may set it.
    """

    def __init__(
        self, displays: Iterable[DisplayHandle], warn: Callable[[str], None], sinks: Iterable[SinkHandle] = ()
    ) -> None:
        """Take over displays and sinks in use.

        Args:
            displays: take views.
            warn: called with one sentence for each that is dropped.
            sinks: take events.
        """
        self._displays = list(displays)
        self._sinks = list(sinks)
        self._warn = warn
        self.pairing: Pairing | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the displays and sinks that still work."""
        return tuple(output.name for output in self._outputs())

    def show(self, view: View) -> None:
        """Show this view on all displays.

        Raises:
            DisplayError: the last display or sink has failed.
            BrokenPipeError: the program that reads the output has ended.
        """
        if self.pairing is not None:
            view = replace(view, pairing=self.pairing)
        for display in self._displays:
            display.show(view)
        self._drop_failed()

    def on_event(self, event: Event) -> None:
        """Pass an event to all sinks.

        Raises:
            DisplayError: the last display or sink has failed.
            BrokenPipeError: the program that reads the output has ended.
        """
        for sink in self._sinks:
            sink.on_event(event)
        self._drop_failed()

    def close(self) -> None:
        """Close all; safe to call twice. Warns about one that failed with its last view."""
        for output in self._outputs():
            output.close()
            if output.error is not None:
                self._remove(output)
                if not isinstance(output.error, BrokenPipeError):
                    self._warn(f"The display “{output.name}” failed at the end: {_sentence(output.error)}")

    def _outputs(self) -> list[DisplayHandle | SinkHandle]:
        return [*self._displays, *self._sinks]

    def _remove(self, output: DisplayHandle | SinkHandle) -> None:
        self._displays = [display for display in self._displays if display is not output]
        self._sinks = [sink for sink in self._sinks if sink is not output]

    def _drop_failed(self) -> None:
        for output in self._outputs():
            if output.error is None:
                continue
            self._remove(output)
            output.close()
            if isinstance(output.error, BrokenPipeError):
                raise output.error
            reason = _sentence(output.error)
            if not self._outputs():
                raise DisplayError(f"The display “{output.name}” has failed: {reason}") from output.error
            self._warn(f"The display “{output.name}” is no longer used: {reason}")


def _sentence(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return text if text.endswith(".") else f"{text}."
