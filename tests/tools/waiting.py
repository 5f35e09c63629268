"""Wait for a condition that another thread or process will meet."""

import time
from collections.abc import Callable

POLL_S = 0.005


def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Return as soon as the condition is met.

    Args:
        condition: called every POLL_S seconds; met when it returns something true.
        seconds: an AssertionError is raised after this time.
    """
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"the condition was not met in {seconds:g} s"
        time.sleep(POLL_S)
