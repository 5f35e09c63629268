"""A lock that lets one process at a time change a station; the kernel releases it when the process ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from .layout import Layout

WAIT_S = 180.0  # building an environment on a Pi 3 takes less


@contextmanager
def exclusive(layout: Layout, wait_s: float = WAIT_S) -> Iterator[bool]:
    """Yield True if this process may change the station, False if another one still does after `wait_s` seconds."""
    layout.home.mkdir(parents=True, exist_ok=True)
    handle = os.open(layout.home / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _take(handle, time.monotonic() + wait_s)
    finally:
        os.close(handle)


def _take(handle: int, until: float) -> bool:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.2)
