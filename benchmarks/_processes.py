"""Programs in processes of their own, and what they cost. Linux only (/proc)."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python with these arguments; end it when the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments], text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[tuple[int, str]]:
    """Run a program that writes the address of its page to standard error; yield its process id and the address."""
    with running(*arguments) as process:
        assert process.stderr is not None
        yield process.pid, process.stderr.readline().split()[-1].rstrip("/")


def cpu_s(pid: int, thread: int | None = None) -> float:
    """Return the processor time used so far by all threads or by one, s."""
    folder = f"/proc/{pid}" if thread is None else f"/proc/{pid}/task/{thread}"
    fields = Path(f"{folder}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Return the resident memory, 10⁶ bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
