"""The display interface, and the wrappers that keep a slow or failing display from stopping recognition."""

import contextlib
import threading
from typing import Protocol

from device.view import View


class Display(Protocol):
    """Shows the current view.

    Attributes:
        name: as in the setting `display.use` and in messages.
        slow: True when `show` takes longer than one frame (drawing, a serial bus).
        pause_s: minimum time between two views of a slow display, s; 0 for no limit.
    """

    name: str
    slow: bool
    pause_s: float

    def show(self, view: View) -> None:
        """Show this view; it stays until the next one.

        Raises:
            DisplayError: the display cannot be used any longer.
        """
        ...

    def close(self) -> None:
        """Turn the hardware off, or restore the terminal; safe to call twice."""
        ...


class DisplayHandle(Protocol):
    """A display in use. Its methods do not raise.

    Attributes:
        name: of the display.
        error: the exception that ended its use, None while it works.
    """

    name: str
    error: Exception | None

    def show(self, view: View) -> None:
        """Show this view, or ignore it after an error."""
        ...

    def close(self) -> None:
        """Close the display; safe to call twice."""
        ...


class SyncDisplay:
    """A display called in the loop's thread: for fast displays, and where every view must be shown."""

    def __init__(self, display: Display) -> None:
        """Take over a display."""
        self.name = display.name
        self._display = display
        self.error: Exception | None = None

    def show(self, view: View) -> None:
        """Show the view, unless the display has failed before."""
        if self.error is None:
            try:
                self._display.show(view)
            except Exception as error:  # recognition continues without this display
                self.error = error

    def close(self) -> None:
        """Close the display."""
        try:
            self._display.close()
        except Exception as error:
            self.error = self.error or error


class ThreadedDisplay:
    """A slow display in its own thread. The newest view replaces one that was not shown yet."""

    def __init__(self, display: Display) -> None:
        """Take over a display; from now on only the new thread uses it."""
        self.name = display.name
        self._display = display
        self._condition = threading.Condition()
        self._view: View | None = None
        self._closing = False
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name=f"display-{self.name}", daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        """Pass the view to the thread and return at once."""
        with self._condition:
            self._view = view
            self._condition.notify()

    def close(self) -> None:
        """Show the last view, then close; waits at most 2 s for the thread."""
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
        except Exception as error:  # as in SyncDisplay
            self.error = error
        finally:
            with contextlib.suppress(Exception):
                self._display.close()
