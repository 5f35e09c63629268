"""What a safe commit costs: `python -m benchmarks.commit_cost --folder DIR --reviews 300 --cuts 300`.

For each way SQLite can write: how long one review takes until it is kept, how often the disk is waited for, and, of
so many power cuts (see disk.py), how many lost a review that was acknowledged.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

from benchmarks import durability
from tests.tools import power_cut_fs
from tests.tools.writer import write

MODES = ("WAL/FULL", "WAL/NORMAL", "DELETE/EXTRA", "DELETE/FULL", "TRUNCATE/FULL")


def times(path: Path, reviews: int, mode: str) -> list[float]:
    """Milliseconds from one acknowledgement to the next, those between two sessions left out."""
    last, spent = [0.0], []

    def acknowledge(count: int) -> None:
        now = time.perf_counter()
        if count and count % durability.PER_SESSION != 1:
            spent.append((now - last[0]) * 1000)
        last[0] = now

    write(path, reviews, acknowledge, mode)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="on the disk in question (default: the temporary folder)")
    parser.add_argument("--reviews", type=int, default=300)
    parser.add_argument("--cuts", type=int, default=300)
    args = parser.parse_args()
    out = sys.stdout.write
    out(f"{'way':15}{'median ms':>10}{'p95 ms':>9}{'syncs/review':>14}{'cuts':>7}{'lost a review':>15}\n")
    for mode in tqdm(MODES, unit="way", disable=None):
        with tempfile.TemporaryDirectory(dir=args.folder) as name:
            folder = Path(name)
            spent = times(folder / "timed.db", args.reviews, mode)
            recording = power_cut_fs.record(folder / "recorded", 3 * durability.PER_SESSION, mode)
            outcome = durability.cut_trials(recording, folder, args.cuts, random.Random(1))
            out(
                f"{mode:15}{statistics.median(spent):10.1f}{statistics.quantiles(spent, n=20)[-1]:9.1f}"
                f"{recording.syncs_a_review():14.1f}{outcome.trials:7}{outcome.lost:15}\n"
            )


if __name__ == "__main__":
    main()
