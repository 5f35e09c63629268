"""Lose a progress file in three ways, many times, and judge what is left.

- Kills: a writing process is killed with SIGKILL. What reached the kernel survives.
- Cuts: the system calls of a writing process are recorded (strace). For a random instant a disk is built that holds
  what was synced, and of everything written since any subset of 512-byte sectors, with names in the order in which
  they were given. That is what a power cut leaves.
- Damages: the closed file is truncated or gets sectors of random bytes, as on a worn card. What was never copied is
  lost; the program must open, warn and continue from its newest good copy.
"""

import contextlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from device.tutor.memory import LetterCard
from device.tutor.progress import ProgressStore
from device.tutor.progress.backup import newest_copy
from tests.tools.power_cut_fs import Recording, record
from tests.tools.writer import PER_SESSION, write

ROOT = Path(__file__).parents[2]
MAX_REVIEWS = 10 * PER_SESSION
"""Reviews in a file before a new one is started: writing a longer file again takes too long."""
KILL_AFTER_S = 0.25
"""A writer is killed at a random time up to this after it has opened the file."""


@dataclass
class Outcome:
    """Result of many trials.

    Attributes:
        trials: number of trials.
        lost: trials that lost an acknowledged review.
        unsound: failed integrity checks, and files whose cards do not follow from the reviews.
        recovered: trials in which the program warned and continued from a copy.
        most_lost: highest number of reviews lost in a trial.
        notes: a line for each failure.
    """

    trials: int = 0
    lost: int = 0
    unsound: int = 0
    recovered: int = 0
    most_lost: int = 0
    notes: list[str] = field(default_factory=list)


def judge(path: Path, acknowledged: int, outcome: Outcome) -> int:
    """Open what is left, as the program does; add the result to `outcome` and return the number of reviews."""
    warned: list[str] = []
    outcome.trials += 1
    store = ProgressStore.open(path, warned.append)
    with contextlib.closing(store.db) as db:
        count = int(db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0])
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
    """Return whether the reviews are the first `count` of the writer's and the cards follow from them."""
    numbers = [row[0] for row in store.db.execute("SELECT number FROM sessions ORDER BY number")]
    sessions = -(-count // PER_SESSION)
    seqs = store.db.execute("SELECT number, seq FROM reviews JOIN sessions ON session = uid ORDER BY number, seq")
    expected = [(i // PER_SESSION + 1, i % PER_SESSION + 1) for i in range(count)]
    cards: dict[str, LetterCard] = store.cards("red-fox", "sign")
    due = {letter: card.due_session for letter, card in cards.items()}
    last = {"ABCDEFG"[i % PER_SESSION]: i // PER_SESSION + 1 for i in range(count)}
    return (
        numbers == list(range(1, sessions + 1))
        and list(seqs) == expected
        and set(due) == set(last)
        and all(due[letter] - cards[letter].gap == session for letter, session in last.items())
        and store.learner("red-fox").sessions == sessions
    )


def kill_trials(folder: Path, trials: int, rng: random.Random) -> Outcome:
    """Kill a writer after a random time, again and again on the same file; each continues where the last one was."""
    outcome, path = Outcome(), folder / "killed.db"
    acknowledged = 0
    for _ in tqdm(range(trials), desc="kills", unit="kill", disable=None):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.tools.writer", str(path)], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        first = process.stdout.readline()  # the writer has opened the file
        time.sleep(rng.uniform(0, KILL_AFTER_S))
        process.send_signal(signal.SIGKILL)
        rest = first + process.stdout.read()
        process.stdout.close()
        process.wait()
        complete = rest.decode().rsplit("\n", 1)[0].split("\n")
        acknowledged = max(acknowledged, int(complete[-1]))
        # The writer may have been in the middle of a session; the next trial starts with a complete one.
        acknowledged = judge_cut_session(path, acknowledged, outcome)
    return outcome


def judge_cut_session(path: Path, acknowledged: int, outcome: Outcome) -> int:
    """Judge, then remove an incomplete last session, because the writer writes complete ones; return what remains."""
    count = judge(path, acknowledged, outcome)
    complete = count // PER_SESSION * PER_SESSION
    if complete > MAX_REVIEWS:
        complete = 0
    if complete != count:
        for name in path.parent.glob(f"{path.name}*"):
            name.unlink()
        if complete:
            write(path, complete, lambda n: None)
    return complete


def cut_trials(recording: Recording, folder: Path, trials: int, rng: random.Random) -> Outcome:
    """Cut the power at a random instant of a recorded run."""
    outcome = Outcome()
    for number in tqdm(range(trials), desc="cuts", unit="cut", disable=None):
        disk = folder / f"disk{number}"
        disk.mkdir()
        acknowledged = recording.cut(disk, rng)
        # The session before the last one was copied; that copy must be good at every later instant.
        if copied(disk / recording.name) < (acknowledged // PER_SESSION - 1) * PER_SESSION:
            outcome.unsound += 1
            outcome.notes.append(f"no good copy after {acknowledged}")
        judge(disk / recording.name, acknowledged, outcome)
        for path in disk.iterdir():
            path.unlink()
        disk.rmdir()
    return outcome


def copied(path: Path) -> int:
    """Return the number of reviews in the newest good copy."""
    copy = newest_copy(path)
    if copy is None:
        return 0
    with contextlib.closing(sqlite3.connect(copy)) as db:
        return int(db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0])


def damage_trials(folder: Path, trials: int, rng: random.Random, reviews: int = 5 * PER_SESSION + 3) -> Outcome:
    """Truncate the closed file or overwrite parts of it; what was copied must come back."""
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


def record_recovery(folder: Path, rng: random.Random) -> Recording:
    """Record a run that starts with a damaged file, which the program replaces by its newest copy."""
    folder.mkdir()
    path = folder / "progress.db"
    write(path, 2 * PER_SESSION, lambda count: None)
    path.write_bytes(path.read_bytes()[: rng.randrange(4096)])
    return record(folder, 3 * PER_SESSION, acknowledged=2 * PER_SESSION)


def write_partly(path: Path, reviews: int) -> None:
    """Write so many reviews; the last session is incomplete, so that the copies are older than the file."""

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
    """Truncate the file, or overwrite up to four sectors with random bytes or zeros."""
    content = bytearray(path.read_bytes())
    if rng.random() < 0.5:
        content = content[: rng.randrange(len(content))]
    else:
        for _ in range(rng.randint(1, 4)):
            start = rng.randrange(len(content) // 512) * 512
            content[start : start + 512] = rng.randbytes(512) if rng.random() < 0.7 else bytes(512)
    path.write_bytes(content)
