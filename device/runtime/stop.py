"""Stop on a signal."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopFlag:
    """Set by Ctrl-C or SIGTERM; read by the loop.

    Attributes:
        asked: the loop must end.
    """

    def __init__(self) -> None:
        """Start unset."""
        self.asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal. A second one ends the process at once.

        Raises:
            KeyboardInterrupt: on the second signal.
        """
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


@contextmanager
def stop_on_signal() -> Iterator[StopFlag]:
    """Turn SIGINT and SIGTERM into a flag while the body runs."""
    stop = StopFlag()
    before = {number: signal.signal(number, stop.ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
