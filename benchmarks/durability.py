"""Measure whether progress survives kills, power cuts and damaged files.

The trials are described in tests/tools/store_trials.py. Power cuts need strace. The exit code is 1 if a review was lost
or a file was left inconsistent.
"""

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks._common import parser_for
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, SEED
from tests.tools.power_cut_fs import record
from tests.tools.store_trials import cut_trials, damage_trials, kill_trials, record_recovery


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all trials and print one line for each kind."""
    parser = parser_for(__doc__)
    parser.add_argument("--kills", type=COUNT, default=200, help="default: %(default)s")
    parser.add_argument("--cuts", type=COUNT, default=1000, help="default: %(default)s; 0 needs no strace")
    parser.add_argument("--damages", type=COUNT, default=500, help="default: %(default)s")
    parser.add_argument("--reviews", type=COUNT, default=70, help="in the recorded run (default: %(default)s)")
    parser.add_argument("--seed", type=SEED, default=1, help="default: %(default)s")
    args = parser.parse_args(arguments)
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = {"killed with SIGKILL": kill_trials(folder, args.kills, rng)}
        if args.cuts:
            recording = record(folder / "recorded", args.reviews)
            sys.stdout.write(f"recorded: {recording.describe()}\n")
            results["power cut, torn writes"] = cut_trials(recording, folder, args.cuts, rng)
            recording = record_recovery(folder / "recovered", rng)
            results["power cut while a damaged file is replaced"] = cut_trials(recording, folder, args.cuts // 2, rng)
        results["file damaged"] = damage_trials(folder, args.damages, rng)
    for kind, outcome in results.items():
        sys.stdout.write(
            f"{kind}: {outcome.trials} trials, {outcome.lost} lost a review, {outcome.unsound} unsound, "
            f"{outcome.recovered} recovered from a copy, at most {outcome.most_lost} reviews lost\n"
        )
        for note in outcome.notes[:5]:
            sys.stdout.write(f"    {note}\n")
    sys.exit(any(outcome.lost or outcome.unsound for outcome in results.values()))


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
