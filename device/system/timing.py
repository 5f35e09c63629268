"""Durations of the stages of a frame, such as capture, inference and display."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class StageTimer:
    """Durations by the name of the stage.

    Attributes:
        seconds: stage → one duration for each call, in order.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time the body under this name."""
        start = time.perf_counter()
        yield
        self.seconds[stage].append(time.perf_counter() - start)


class NoTimer(StageTimer):
    """A timer that records nothing, for all commands but `bench`."""

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Run the body."""
        yield
