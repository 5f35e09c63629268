"""Measure what a durable commit costs in each of SQLite's ways of writing.

For each way: the time until a review is acknowledged, how often the disk is waited for, and how many power cuts (see
tests/tools/power_cut_fs.py) lost an acknowledged review. Needs strace.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from benchmarks._common import parser_for
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT
from tests.tools import power_cut_fs
from tests.tools.store_trials import cut_trials
from tests.tools.writer import PER_SESSION, write

MODES = ("WAL/FULL", "WAL/NORMAL", "DELETE/EXTRA", "DELETE/FULL", "TRUNCATE/FULL")


def commit_times(path: Path, reviews: int, mode: str) -> list[float]:
    """Return the times from one acknowledgement to the next, ms, without those between two sessions."""
    last, spent = [0.0], []

    def acknowledge(count: int) -> None:
        now = time.perf_counter()
        if count and count % PER_SESSION != 1:
            spent.append((now - last[0]) * 1000)
        last[0] = now

    write(path, reviews, acknowledge, mode)
    return spent


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each way of writing."""
    parser = parser_for(__doc__)
    parser.add_argument("--folder", type=Path, help="on the disk in question (default: the temporary folder)")
    parser.add_argument("--reviews", type=COUNT, default=300, help="default: %(default)s")
    parser.add_argument("--cuts", type=COUNT, default=300, help="default: %(default)s")
    args = parser.parse_args(arguments)
    out = sys.stdout.write
    out(f"{'way':15}{'median ms':>10}{'p95 ms':>9}{'syncs/review':>14}{'cuts':>7}{'lost a review':>15}\n")
    for mode in tqdm(MODES, unit="way", disable=None):
        with tempfile.TemporaryDirectory(dir=args.folder) as name:
            folder = Path(name)
            spent = commit_times(folder / "timed.db", args.reviews, mode)
            recording = power_cut_fs.record(folder / "recorded", 3 * PER_SESSION, mode)
            outcome = cut_trials(recording, folder, args.cuts, random.Random(1))
            out(
                f"{mode:15}{statistics.median(spent):10.1f}{statistics.quantiles(spent, n=20)[-1]:9.1f}"
                f"{recording.syncs_per_review():14.1f}{outcome.trials:7}{outcome.lost:15}\n"
            )


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
