"""What training and reading cost on this machine."""

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from device.system import machine


@dataclass
class Cost:
    """Of a piece of work.

    Attributes:
        wall_s: on the clock; other work on the machine is in it.
        cpu_s: of this process and its finished children, all threads; hardly depends on other work.
        load: average number of busy processes of the machine at the end, to judge `wall_s` by.
    """

    wall_s: float = 0.0
    cpu_s: float = 0.0
    load: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """For JSON."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


@contextmanager
def measured() -> Iterator[Cost]:
    """The cost of the block, filled in when it ends."""
    cost, wall, cpu = Cost(), time.perf_counter(), _cpu()
    try:
        yield cost
    finally:
        cost.wall_s, cost.cpu_s = time.perf_counter() - wall, _cpu() - cpu
        cost.load = os.getloadavg()[0]


def milliseconds(read: Callable[[int], object], count: int, warm: int = 5) -> dict[str, float]:
    """Median and 95th percentile of wall time, and mean CPU time, of `count` single calls, in milliseconds."""
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


def peak_mb() -> float:
    """Return the largest resident memory of this process so far, in MB (10⁶ bytes)."""
    return round(machine.peak_rss_megabytes(), 1)


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
