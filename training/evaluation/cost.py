"""Time that training and reading take on this machine."""

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass


@dataclass
class Cost:
    """Cost of a piece of work.

    Attributes:
        wall_s: elapsed seconds; depends on what else the machine does.
        cpu_s: CPU seconds of this process and its finished children, all threads; hardly depends on other work.
        load: load average of the machine at the end, to judge `wall_s` by.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0
    load: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """Return the values rounded to two decimals, for JSON."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure the cost of the block; the yielded object is filled in when the block ends."""
    cost, wall, cpu = Cost(), time.perf_counter(), _cpu()
    try:
        yield cost
    finally:
        cost.wall_s, cost.cpu_s = time.perf_counter() - wall, _cpu() - cpu
        cost.load = os.getloadavg()[0]


def milliseconds(read: Callable[[int], object], count: int, warm: int = 5) -> dict[str, float]:
    """Measure single calls of read(0), read(1), …

    Args:
        read: what is measured.
        count: number of calls that count.
        warm: number of calls before them.

    Returns:
        {"median_ms", "p95_ms": wall time, "cpu_ms": mean CPU time}, milliseconds.
    """
    for index in range(warm):
        read(index)
    wall, cpu = [], _cpu()
    for index in range(count):
        start = time.perf_counter()
        read(index)
        wall.append((time.perf_counter() - start) * 1000)
    cpu_ms = (_cpu() - cpu) * 1000 / count
    return {
        "median_ms": round(statistics.median(wall), 3),
        "p95_ms": round(sorted(wall)[int(0.95 * (count - 1))], 3),
        "cpu_ms": round(cpu_ms, 3),
    }


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
