"""What every display does, and how one that is slow or dies is kept from troubling recognition."""

import contextlib
import threading
from collections.abc import Callable
from typing import Protocol

from device.view import Event, View


class Display(Protocol):
    """Shows the state of the station.

    Attributes:
        name: as in settings and messages.
        slow: True when showing takes longer than a frame may (drawing, a serial bus).
        pause_s: least time between two views, for a slow one; 0 for as fast as it goes.
    """

    name: str
    slow: bool
    pause_s: float

    def show(self, view: View) -> None:
        """Show this state; the last one shown stays."""
        ...

    def tell(self, event: Event) -> None:
        """Something changed; most displays look at views only."""
        ...

    def close(self) -> None:
        """Leave the hardware dark and the terminal as it was; safe to call twice."""
        ...


class DisplayHandle(Protocol):
    """A display at work: nothing it does raises, what went wrong is in `error`."""

    name: str
    error: Exception | None

    def show(self, view: View) -> None: ...
    def tell(self, event: Event) -> None: ...
    def close(self) -> None: ...


class SyncDisplay:
    """A quick display, called in place; used for slow ones too where every view counts more than time."""

    def __init__(self, display: Display) -> None:
        """Take over a display."""
        self.name = display.name
        self._display = display
        self.error: Exception | None = None

    def show(self, view: View) -> None:
        """Show the view, unless the display has failed before."""
        self._try(lambda: self._display.show(view))

    def tell(self, event: Event) -> None:
        """Pass the event on, unless the display has failed before."""
        self._try(lambda: self._display.tell(event))

    def close(self) -> None:
        """Close the display."""
        try:
            self._display.close()
        except Exception as error:
            self.error = self.error or error

    def _try(self, act: Callable[[], None]) -> None:
        if self.error is None:
            try:
                act()
            except Exception as error:  # a display that dies must not take the station with it
                self.error = error


class ThreadedDisplay:
    """A slow display in its own thread: the newest view wins, older ones are never shown."""

    def __init__(self, display: Display) -> None:
        """Take over a display; it is only touched from the new thread from now on."""
        self.name = display.name
        self._display = display
        self._condition = threading.Condition()
        self._view: View | None = None
        self._closing = False
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=f"display-{self.name}", daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        """Hand over the view and return at once."""
        with self._condition:
            self._view = view
            self._condition.notify()

    def tell(self, event: Event) -> None:
        """Events are not passed on: a view that was replaced has nothing to say."""

    def close(self) -> None:
        """Show the last view, then close."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        self._thread.join(timeout=2.0)

    def _run(self) -> None:
        try:
            while True:
                with self._condition:
                    self._condition.wait_for(lambda: self._view is not None or self._closing)
                    view, self._view = self._view, None
                if view is None:
                    return
                self._display.show(view)
                with self._condition:
                    self._condition.wait_for(lambda: self._closing, self._display.pause_s)
        except Exception as error:  # as in Direct
            self.error = error
        finally:
            with contextlib.suppress(Exception):
                self._display.close()
