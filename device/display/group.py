"""Several displays as one: one that dies is dropped with a warning, the last one ends the station."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from device.display.base import DisplayHandle
from device.errors import DisplayError
from device.view import Event, Pairing, View


class Displays:
    """All displays of a station.

    Attributes:
        names: of those still working.
        pairing: put into every view shown from now on; any thread may set it.
    """

    def __init__(self, displays: Iterable[DisplayHandle], warn: Callable[[str], None]) -> None:
        """Take over running displays; `warn` gets one sentence for each that is dropped."""
        self._displays = list(displays)
        self._warn = warn
        self.pairing: Pairing | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(display.name for display in self._displays)

    def show(self, view: View) -> None:
        """Show this state everywhere.

        Raises:
            DisplayError: the last display has failed.
            BrokenPipeError: the reader of our output has left.
        """
        if self.pairing is not None:
            view = replace(view, pairing=self.pairing)
        for display in self._displays:
            display.show(view)
        self._drop_dead()

    def tell(self, event: Event) -> None:
        """Pass an event on everywhere; raises as `show` does."""
        for display in self._displays:
            display.tell(event)
        self._drop_dead()

    def close(self) -> None:
        """Close them all; safe to call twice. One that failed with its last view is named, too."""
        for display in list(self._displays):
            display.close()
            if display.error is not None:
                self._displays.remove(display)
                if not isinstance(display.error, BrokenPipeError):
                    self._warn(f"The display “{display.name}” failed at the end: {_sentence(display.error)}")

    def _drop_dead(self) -> None:
        for display in list(self._displays):
            if display.error is None:
                continue
            self._displays.remove(display)
            display.close()
            if isinstance(display.error, BrokenPipeError):
                raise display.error
            reason = _sentence(display.error)
            if not self._displays:
                raise DisplayError(f"The display “{display.name}” has failed: {reason}")
            self._warn(f"The display “{display.name}” is no longer used: {reason}")


def _sentence(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return text if text.endswith(".") else f"{text}."
