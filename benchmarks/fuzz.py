"""Try damaged inputs of every kind on the product; an exception that is not the project's own is a finding.

Each input is a valid one after a few changes (`benchmarks/_fuzz_mutations.py`), or a short random text, and depends on
the seed, the target and its number alone. Each target runs in a process of its own (`benchmarks/_fuzz_worker.py`) with
a limit on memory. An input that takes longer than the time limit, or that ends the process, is a finding, too. A
finding makes the exit code 1.

    python -m benchmarks.fuzz --inputs 100000
    python -m benchmarks.fuzz --replay pictures:1234 --write input.png
"""

import multiprocessing
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks._common import parser_for
from benchmarks._fuzz_targets import TARGETS
from benchmarks._fuzz_worker import START_S, Finding, input_of, work
from device.errors import HandshapeError
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, SEED, Real

GRACE_S = 20.0  # after the limit, until a process that does not react is killed
MAX_FINDINGS = 30  # kinds of one target


@dataclass
class Outcome:
    """What a target did.

    Attributes:
        inputs: tried.
        accepted: taken without an error.
        seconds: in all.
        slowest_s: of one input.
        grown_mb: growth of the process's largest resident size over that after the valid inputs.
        findings: what → finding.
    """

    inputs: int = 0
    accepted: int = 0
    seconds: float = 0.0
    slowest_s: float = 0.0
    grown_mb: float = 0.0
    findings: dict[str, Finding] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count a finding."""
        known = self.findings.setdefault(finding.what, finding)
        if known is not finding:
            known.count += 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Fuzz all targets, print one line for each, and the findings."""
    parser = parser_for(__doc__)
    parser.add_argument("--inputs", type=COUNT, default=10_000, help="in all (default: %(default)s)")
    parser.add_argument("--seed", type=SEED, default=1, help="default: %(default)s")
    parser.add_argument("--target", action="append", choices=TARGETS, help="default: all; may be repeated")
    parser.add_argument(
        "--limit", type=Real(0.001, 3600.0), default=5.0, metavar="S", help="time for one input (default: %(default)s)"
    )
    parser.add_argument("--replay", metavar="TARGET:NUMBER", help="try one input, and print the whole traceback")
    parser.add_argument("--write", type=Path, metavar="FILE", help="with --replay: write the input to this file")
    args = parser.parse_args(arguments)
    if args.replay:
        name, _, number = args.replay.rpartition(":")
        if name not in TARGETS or not number.isdecimal():
            parser.error("--replay takes a target and a number, such as pictures:1234")
        sys.exit(replay(name, args.seed, int(number), args.write))
    names = args.target or list(TARGETS)
    per_weight = args.inputs / sum(TARGETS[name].weight for name in names)
    sys.stdout.write(
        f"{'target':20} {'inputs':>8} {'accepted':>8} {'per s':>7} {'slowest s':>9} {'MB more':>7}  findings\n"
    )
    outcomes = {}
    for name in names:
        outcomes[name] = outcome = fuzz(name, args.seed, max(1, round(per_weight * TARGETS[name].weight)), args.limit)
        rate = outcome.inputs / max(outcome.seconds, 1e-9)
        sys.stdout.write(
            f"{name:20}{outcome.inputs:10,}{outcome.accepted:10,}{rate:10,.0f}{outcome.slowest_s:10.2f}"
            f"{outcome.grown_mb:10.0f}  {len(outcome.findings)}\n"
        )
        sys.stdout.flush()
    total, seconds = sum(each.inputs for each in outcomes.values()), sum(each.seconds for each in outcomes.values())
    count = sum(len(each.findings) for each in outcomes.values())
    sys.stdout.write(f"{total:,} inputs in {seconds:.0f} s, seed {args.seed}: {count} findings\n")
    for name, outcome in outcomes.items():
        for finding in outcome.findings.values():
            sys.stdout.write(
                f"\n{name}: {finding.what} ({finding.count}×)\n  python -m benchmarks.fuzz --seed {args.seed} "
                f"--replay '{name}:{finding.index}'\n{finding.text}"
            )
    sys.exit(count > 0)


def replay(name: str, seed: int, index: int, write: Path | None) -> int:
    """Try one input in this process; return 1 if it is a finding."""
    with tempfile.TemporaryDirectory() as folder, TARGETS[name].open(Path(folder)) as (seeds, run):
        data = input_of(seeds, name, seed, index)
        sys.stdout.write(f"{len(data)} bytes: {data[:300]!r}\n")
        if write:
            write.write_bytes(data)
        try:
            run(data)
        except HandshapeError as error:
            sys.stdout.write(f"{type(error).__name__}: {str(error)[:1000]!r}\n")
        except Exception:
            traceback.print_exc()
            return 1
    return 0


def fuzz(name: str, seed: int, count: int, limit_s: float) -> Outcome:
    """Try inputs 0 … count − 1 of one target; a process that ends or hangs is replaced by another."""
    context = multiprocessing.get_context("spawn")
    outcome, start = Outcome(), 0
    began = time.monotonic()
    while start < count and len(outcome.findings) < MAX_FINDINGS:
        current = context.Value("q", -1)
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(name, seed, start, count, limit_s, current, theirs))
        process.start()
        theirs.close()
        done = _listen(process, ours, current, limit_s, outcome)
        index = max(current.value, start)
        if not done and current.value < 0:
            process.kill()
            raise SystemExit(f"The target {name} cannot be opened; its error is above.")
        if not done:
            what = "killed: no reaction to the time limit" if process.exitcode is None else f"exit {process.exitcode}"
            process.kill()
            outcome.add(Finding(f"the process ended ({what})", index))
        process.join()
        outcome.inputs += (count if done else index + 1) - start
        start = count if done else index + 1
    outcome.seconds = time.monotonic() - began
    return outcome


def _listen(process: Any, pipe: Connection, current: Any, limit_s: float, outcome: Outcome) -> bool:
    """Take what the process sends; return whether it has tried all inputs."""
    last, changed, wait = -1, time.monotonic(), START_S
    while True:
        try:
            if pipe.poll(1.0):
                message = pipe.recv()
                if isinstance(message, Finding):
                    outcome.add(message)
                else:
                    accepted, slowest, grown = message
                    outcome.accepted += accepted
                    outcome.slowest_s = max(outcome.slowest_s, slowest)
                    outcome.grown_mb = max(outcome.grown_mb, grown)
                    return True
        except EOFError:
            process.join()
            return False
        if current.value != last:
            last, changed, wait = current.value, time.monotonic(), limit_s + GRACE_S
        elif time.monotonic() - changed > wait:
            return False


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
