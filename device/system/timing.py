"""How long each stage of a frame takes: capture, preprocess, inference, smoothing, display."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class StageTimer:
    """Collects durations by stage name.

    Attributes:
        seconds: per stage, one entry per call, in order.
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
    """Measures nothing; what the station runs with."""

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Just run the body."""
        yield
