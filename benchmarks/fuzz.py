"""Try damaged inputs of every kind on the product; an exception that is not the project's own is a finding.

Each input is a valid one after a few changes (`benchmarks/_fuzz_mutations.py`), or a short random text, and depends on
the seed, the target and its number alone. Each target runs in a process of its own with a limit on memory. An input
that takes longer than the time limit, or that ends the process, is a finding, too. A finding makes the exit code 1.

    python -m benchmarks.fuzz --inputs 100000
    python -m benchmarks.fuzz --replay pictures:1234 --write input.png
"""

import multiprocessing
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from benchmarks._common import parser_for
from benchmarks._fuzz_mutations import mutate
from benchmarks._fuzz_target import Run
from benchmarks._fuzz_targets import TARGETS
from device.errors import HandshapeError
from device.system.command_line import exit_code_of

ROOT = Path(__file__).parents[1]
STORAGE = Path("/dev/shm")  # in memory where it exists, so that syncs cost nothing
HEADROOM = 1 << 30  # bytes of address space that a target may take beyond what it begins with
GRACE_S = 20.0  # after the limit, until a process that does not react is killed
MAX_FINDINGS = 30  # kinds of one target
START_S = 120.0


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
    parser.add_argument("--inputs", type=int, default=10_000, help="in all (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    parser.add_argument("--target", action="append", choices=TARGETS, help="default: all; may be repeated")
    parser.add_argument(
        "--limit", type=float, default=5.0, metavar="S", help="time for one input (default: %(default)s)"
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


def input_of(seeds: Sequence[bytes], name: str, seed: int, index: int) -> bytes:
    """Return an input by its number; the first ones are the valid inputs themselves."""
    return seeds[index] if index < len(seeds) else mutate(seeds, random.Random(f"{seed}/{name}/{index}"))


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


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
