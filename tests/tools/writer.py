"""A process that keeps progress until it is killed: `python -m tests.tools.writer FILE [REVIEWS [MODE]]`.

After each commit it prints how many reviews are on the disk: whatever kills it knows what must remain.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from device.tutor.events import PromptSpec, Review
from device.tutor.memory import after_answer
from device.tutor.progress import ProgressStore

PER_SESSION = 7
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def write(path: Path, reviews: int, acknowledge: Callable[[int], None], mode: str = "") -> None:
    """Save reviews in sessions of PER_SESSION.

    Args:
        path: progress database.
        reviews: that it holds at the end.
        acknowledge: called with n when the n-th review is durable.
        mode: another journal mode and synchronisation than the program's, for comparisons: "WAL/OFF", "DELETE/FULL".
    """
    store = ProgressStore.open(path, lambda sentence: None)
    if mode:
        journal, sync = mode.split("/")
        store.db.execute(f"PRAGMA journal_mode = {journal}")
        store.db.execute(f"PRAGMA synchronous = {sync}")
    done = store.db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0]
    acknowledge(done)
    while done < reviews:
        now = NOW + timedelta(days=done)
        session = store.plan_session("red-fox", "letters", now)
        cards = store.cards("red-fox", "sign")
        for seq in range(1, PER_SESSION + 1):
            letter = "ABCDEFG"[seq - 1]
            cards[letter] = after_answer(cards.get(letter), letter, 3, session.number, now)
            review = Review(PromptSpec(letter), "right", "right", 3, 1, took_s=2.0, hand="right")
            store.add(session, seq, seq * 10.0, review, "sign", cards[letter])
            done += 1
            acknowledge(done)
        store.finish(session, "done", None)
    store.close()


def acknowledge_to_stdout(count: int) -> None:
    """Write the number of reviews kept, unbuffered."""
    os.write(1, f"{count}\n".encode())


if __name__ == "__main__":
    write(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 10**9,
        acknowledge_to_stdout,
        "".join(sys.argv[3:]),
    )
