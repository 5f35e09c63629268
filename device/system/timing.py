"""Durations of the stages of a frame, such as capture, inference and display."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext


class StageTimer:
    """Durations by the name of the stage.

    Attributes:
        seconds: stage → one duration for each call, in order.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def __call__(self, stage: str) -> AbstractContextManager[None]:
        """Time the body under this name."""
        return self._timed(stage)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage].append(time.perf_counter() - start)


class CpuTimer(StageTimer):
    """Durations as processor time of the calling thread, which other work on the machine hardly changes."""

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        start = time.thread_time()
        yield
        self.seconds[stage].append(time.thread_time() - start)


_NOTHING = nullcontext()


class NoTimer(StageTimer):
    """A timer that records nothing, for all commands but `bench`."""

    def __call__(self, stage: str) -> AbstractContextManager[None]:
        """Run the body."""
        return _NOTHING
