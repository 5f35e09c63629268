"""The process of one fuzz target: it tries inputs, and sends what it finds to the process that started it."""

import os
import random
import resource
import signal
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks._fuzz_mutations import mutate
from benchmarks._fuzz_target import Run
from benchmarks._fuzz_targets import TARGETS
from device.errors import HandshapeError

ROOT = Path(__file__).parents[1]
STORAGE = Path("/dev/shm")  # in memory where it exists, so that syncs cost nothing
HEADROOM = 1 << 30  # bytes of address space that a target may take beyond what it begins with
START_S = 120.0  # for a target to open and to take its valid inputs


class Hang(BaseException):
    """An input took longer than the limit. Not an Exception, so that nothing catches it."""


@dataclass
class Finding:
    """One fault of one target.

    Attributes:
        what: exception and place, or how the process ended.
        index: number of the first input that shows it.
        count: inputs that show it.
        text: last lines of the traceback.
    """

    what: str
    index: int
    count: int = 1
    text: str = ""


def input_of(seeds: Sequence[bytes], name: str, seed: int, index: int) -> bytes:
    """Return an input by its number; the first ones are the valid inputs themselves."""
    return seeds[index] if index < len(seeds) else mutate(seeds, random.Random(f"{seed}/{name}/{index}"))


def work(name: str, seed: int, start: int, count: int, limit_s: float, current: Any, pipe: Connection) -> None:
    """Try inputs in this process; send each finding, and at the end (accepted, slowest input, growth in MB)."""
    signal.signal(signal.SIGALRM, _alarm)
    accepted, slowest, first = 0, 0.0, 0.0
    parent = STORAGE if STORAGE.is_dir() else None
    with tempfile.TemporaryDirectory(dir=parent) as folder, TARGETS[name].open(Path(folder)) as (seeds, run):
        for each in seeds:  # libraries load and caches fill before memory is measured
            _try(run, each, 0, START_S)
        first = _resident_mb()
        _limit_memory()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libraries write a line for each damaged picture
        for index in range(start, count):
            current.value = index
            data = input_of(seeds, name, seed, index)
            began = time.perf_counter()
            finding, ok = _try(run, data, index, limit_s)
            slowest = max(slowest, time.perf_counter() - began)
            accepted += ok
            if finding is not None:
                pipe.send(finding)
    pipe.send((accepted, slowest, _resident_mb() - first))


def _try(run: Run, data: bytes, index: int, limit_s: float) -> tuple[Finding | None, bool]:
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        run(data)
        return None, True
    except HandshapeError as error:
        if "\n" in str(error).strip("\n") and len(str(error).splitlines()) > 1:
            return Finding(f"{type(error).__name__} of several lines", index, text=f"  {str(error)[:200]!r}\n"), False
        return None, False
    except (Hang, Exception) as error:
        return _finding(error, index), False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _finding(error: BaseException, index: int) -> Finding:
    """Describe an exception; the innermost line of the product makes it one kind."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).is_relative_to(ROOT) and ".venv" not in each.filename]
    product = [each for each in ours if not Path(each.filename).name.startswith(("_fuzz", "fuzz"))]
    at = (product or ours or frames)[-1]
    place = f"{Path(at.filename).name}:{at.lineno} in {at.name}"
    text = f"  {type(error).__name__}: {str(error)[:300]}\n" + "".join(
        f"    {Path(each.filename).name}:{each.lineno} {each.name}: {each.line}\n" for each in (product or frames)[-5:]
    )
    return Finding(f"{type(error).__name__} at {place}", index, text=text)


def _alarm(number: int, frame: FrameType | None) -> None:
    raise Hang("longer than the time limit")


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + HEADROOM
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
