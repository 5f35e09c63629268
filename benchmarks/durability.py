"""Power cuts on trial: `python -m benchmarks.durability --kills 200 --cuts 1000 --damages 500 --seed 1`.

Three ways to lose a file, each many times at random instants, each time asking what of the acknowledged reviews is
left, whether the file is sound, and whether cards and reviews agree:

* kills: a writing process is killed with SIGKILL. What reached the kernel survives.
* cuts: the system calls of a writing process are recorded (strace); for a random instant a disk is made that holds
  what was synced, and of everything written since any subset of 512-byte sectors, names in the order they were
  given. That is what is left when the plug is pulled. Half as many again begin with a damaged file.
* damages: the closed file is cut short or gets sectors of rubbish, as of a worn-out card. Nothing can save what was
  never copied; the station must open, warn, and go on from its newest good copy.
"""

import argparse
import contextlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from device.tutor.memory import LetterCard
from device.tutor.progress import ProgressStore
from device.tutor.progress.backup import newest_copy
from tests.tools.power_cut_fs import Recording, record
from tests.tools.writer import PER_SESSION, write

ROOT = Path(__file__).parents[1]
LONGEST = 10 * PER_SESSION  # reviews in a file before a new one is begun


@dataclass
class Outcome:
    """Of many trials: how many, how many lost an acknowledged review, how many were not sound or not consistent."""

    trials: int = 0
    lost: int = 0
    unsound: int = 0
    recovered: int = 0
    most_lost: int = 0
    notes: list[str] = field(default_factory=list)


def judge(path: Path, acknowledged: int, outcome: Outcome) -> int:
    """Open what is left, as the station does; count it. Returns how many reviews there are."""
    warned: list[str] = []
    outcome.trials += 1
    store = ProgressStore.open(path, warned.append)
    with contextlib.closing(store.db) as db:
        count = db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0]
        if not consistent(store, count):
            outcome.unsound += 1
            outcome.notes.append(f"inconsistent after {acknowledged}")
        if [row[0] for row in db.execute("PRAGMA integrity_check")] != ["ok"]:
            outcome.unsound += 1
    outcome.recovered += bool(warned)
    if count < acknowledged:
        outcome.lost += 1
        outcome.most_lost = max(outcome.most_lost, acknowledged - count)
        outcome.notes.append(f"{count} of {acknowledged}: {warned}")
    return count


def consistent(store: ProgressStore, count: int) -> bool:
    """Reviews are the first so many of the writer's, and the cards are what follows from them."""
    numbers = [row[0] for row in store.db.execute("SELECT number FROM sessions ORDER BY number")]
    sessions = -(-count // PER_SESSION)
    seqs = store.db.execute("SELECT number, seq FROM reviews JOIN sessions ON session = uid ORDER BY number, seq")
    expected = [(i // PER_SESSION + 1, i % PER_SESSION + 1) for i in range(count)]
    memories: dict[str, LetterCard] = store.memories("red-fox", "sign")
    due = {letter: memory.due_session for letter, memory in memories.items()}
    last = {"ABCDEFG"[i % PER_SESSION]: i // PER_SESSION + 1 for i in range(count)}
    return (
        numbers == list(range(1, sessions + 1))
        and list(seqs) == expected
        and set(due) == set(last)
        and all(due[letter] - memories[letter].gap == session for letter, session in last.items())
        and store.learner("red-fox").sessions == sessions
    )


def kill_trials(folder: Path, trials: int, rng: random.Random) -> Outcome:
    """SIGKILL a writer after a random time, again and again on the same file; it goes on where the last one was."""
    outcome, path = Outcome(), folder / "killed.db"
    acknowledged = 0
    for _ in tqdm(range(trials), desc="kills", unit="kill", disable=None):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.tools.writer", str(path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        first = process.stdout.readline()  # it has opened the file
        time.sleep(rng.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        rest = first + process.stdout.read()
        process.stdout.close()
        process.wait()
        complete = rest.decode().rsplit("\n", 1)[0].split("\n")
        acknowledged = max(acknowledged, int(complete[-1]))
        # A killed writer may have been in the middle of a session: start the next trial from a whole one.
        count = judge_cut_session(path, acknowledged, outcome)
        acknowledged = count
    return outcome


def judge_cut_session(path: Path, acknowledged: int, outcome: Outcome) -> int:
    """As `judge`, then take away the last session if it was cut short: the writer counts in whole ones."""
    count = judge(path, acknowledged, outcome)
    whole = count // PER_SESSION * PER_SESSION
    if whole > LONGEST:
        whole = 0  # begin anew: what is taken away below is written again, and that takes longer every time
    if whole != count:
        for name in path.parent.glob(f"{path.name}*"):
            name.unlink()
        if whole:
            write(path, whole, lambda n: None)
    return whole


def cut_trials(recording: Recording, folder: Path, trials: int, rng: random.Random) -> Outcome:
    """Pull the plug at a random instant of a recorded run."""
    outcome = Outcome()
    for number in tqdm(range(trials), desc="cuts", unit="cut", disable=None):
        disk = folder / f"disk{number}"
        disk.mkdir()
        acknowledged = recording.cut(disk, rng)
        # The session before the last one was copied for certain; its copy must be good at every instant since.
        if copied(disk / recording.name) < (acknowledged // PER_SESSION - 1) * PER_SESSION:
            outcome.unsound += 1
            outcome.notes.append(f"no good copy after {acknowledged}")
        judge(disk / recording.name, acknowledged, outcome)
        for path in disk.iterdir():
            path.unlink()
        disk.rmdir()
    return outcome


def copied(path: Path) -> int:
    """Reviews in the newest good copy."""
    copy = newest_copy(path)
    if copy is None:
        return 0
    with contextlib.closing(sqlite3.connect(copy)) as db:
        return db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0]


def damage_trials(folder: Path, trials: int, rng: random.Random, reviews: int = 5 * PER_SESSION + 3) -> Outcome:
    """Cut the closed file short or put rubbish into it; what was copied must come back."""
    outcome = Outcome()
    (folder / "good").mkdir()
    source = folder / "good" / "progress.db"
    write_partly(source, reviews)
    copied = reviews // PER_SESSION * PER_SESSION
    files = {path.name: path.read_bytes() for path in source.parent.iterdir()}
    for number in tqdm(range(trials), desc="damages", unit="file", disable=None):
        disk = folder / f"damaged{number}"
        disk.mkdir()
        for name, content in files.items():
            (disk / name).write_bytes(content)
        damage(disk / source.name, rng)
        judge(disk / source.name, copied, outcome)
        for path in disk.iterdir():
            path.unlink()
        disk.rmdir()
    return outcome


def recovery(folder: Path, rng: random.Random) -> Recording:
    """A recorded run that begins with a damaged file: it is set aside and its newest copy put in its place."""
    folder.mkdir()
    path = folder / "progress.db"
    write(path, 2 * PER_SESSION, lambda count: None)
    path.write_bytes(path.read_bytes()[: rng.randrange(4096)])
    return record(folder, 3 * PER_SESSION, acknowledged=2 * PER_SESSION)


def write_partly(path: Path, reviews: int) -> None:
    """So many reviews; the last session is cut off, so that the copies are older than the file."""

    class Enough(Exception):
        pass

    def stop(count: int) -> None:
        if count >= reviews:
            raise Enough

    with contextlib.suppress(Enough):
        write(path, 10**9, stop)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damage(path: Path, rng: random.Random) -> None:
    """Truncate, or overwrite up to four sectors with rubbish or zeros."""
    content = bytearray(path.read_bytes())
    if rng.random() < 0.5:
        content = content[: rng.randrange(len(content))]
    else:
        for _ in range(rng.randint(1, 4)):
            start = rng.randrange(len(content) // 512) * 512
            content[start : start + 512] = rng.randbytes(512) if rng.random() < 0.7 else bytes(512)
    path.write_bytes(content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=1000)
    parser.add_argument("--damages", type=int, default=500)
    parser.add_argument("--reviews", type=int, default=70, help="in the recorded run")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results = {"killed with SIGKILL": kill_trials(folder, args.kills, rng)}
        if args.cuts:
            recording = record(folder / "recorded", args.reviews)
            sys.stdout.write(f"recorded: {recording.describe()}\n")
            results["power cut, torn writes"] = cut_trials(recording, folder, args.cuts, rng)
            recording = recovery(folder / "recovered", rng)
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
    main()
