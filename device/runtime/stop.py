"""Stop on a signal."""

import contextlib
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STANDARD_STREAMS = (0, 1, 2)


class StopFlag:
    """Set by Ctrl-C, SIGTERM, or SIGHUP when the terminal closes; read by the loop.

    Attributes:
        asked: the loop must end.
        hung_up: the terminal is closing or gone, so that output to it may fail.
    """

    def __init__(self) -> None:
        """Start unset; note which standard streams are terminals now."""
        self.asked = False
        self.hung_up = False
        self._insisting = False
        self._terminals = [number for number in STANDARD_STREAMS if _is_terminal(number)]

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal. A second SIGINT or SIGTERM ends the process at once.

        A closing terminal sends SIGHUP more than once (kernel and shell), and a session manager SIGTERM with it, so
        SIGHUP never insists.

        Raises:
            KeyboardInterrupt: on the second SIGINT or SIGTERM.
        """
        self.asked = True
        if number == signal.SIGHUP:
            self.hung_up = True
            self.leave_terminal()
            return
        if self._insisting:
            raise KeyboardInterrupt
        self._insisting = True

    def leave_terminal(self) -> None:
        """After SIGHUP, connect the streams of a terminal that is gone to the null device: each write would fail."""
        gone = [number for number in self._terminals if self.hung_up and not _is_terminal(number)]
        with contextlib.suppress(OSError):
            null = os.open(os.devnull, os.O_RDWR) if gone else -1
            for number in gone:
                os.dup2(null, number)
            if null >= 0:
                os.close(null)
        self._terminals = [number for number in self._terminals if number not in gone]


@contextmanager
def stop_on_signal() -> Iterator[StopFlag]:
    """Turn SIGINT, SIGTERM and SIGHUP into a flag while the body runs; SIGHUP stays ignored under `nohup`."""
    stop = StopFlag()
    numbers = [number for number in SIGNALS if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN]
    before = {number: signal.signal(number, stop.ask) for number in numbers}
    try:
        yield stop
    finally:
        stop.leave_terminal()
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_terminal(number: int) -> bool:
    """Return whether a descriptor is a terminal that is still there."""
    try:
        return os.isatty(number)
    except OSError:
        return False
