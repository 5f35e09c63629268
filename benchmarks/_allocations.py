"""What a repeated step leaves behind in memory."""

import gc
import sys
import tracemalloc
from collections.abc import Callable

STEPS = 400
WARM_UP = 60
"""Steps after which tracing has seen what windows of half a second hold."""


def net_allocations(step: Callable[[], object]) -> tuple[float, float]:
    """Return blocks and bytes that a steady step leaves behind, the mean over STEPS steps.

    Blocks are counted without tracing, in which objects from before the tracing would be counted as new when they are
    replaced. The bytes include that, and are an upper limit.
    """
    _repeat(step, STEPS)
    blocks = -sys.getallocatedblocks()
    _repeat(step, STEPS)
    blocks += sys.getallocatedblocks()
    tracemalloc.start()
    try:
        _repeat(step, WARM_UP)
        before = tracemalloc.take_snapshot()
        _repeat(step, STEPS)
        changes = tracemalloc.take_snapshot().compare_to(before, "filename")
    finally:
        tracemalloc.stop()
    size = sum(change.size_diff for change in changes if "tracemalloc" not in change.traceback[0].filename)
    return blocks / STEPS, size / STEPS


def _repeat(step: Callable[[], object], count: int) -> None:
    for _ in range(count):
        step()
    gc.collect()
