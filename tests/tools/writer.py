"""A process that keeps progress until it is killed: `python -m tests.tools.writer FILE [REVIEWS [MODE]]`.

After each commit it prints how many reviews are on the disk, so whoever kills it knows what must not be lost.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from device.tutor.events import PromptSpec, Review
from device.tutor.memory import remember
from device.tutor.progress import ProgressStore

PER_SESSION = 7
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def write(path: Path, reviews: int, acknowledge, mode: str = "") -> None:
    """Keep so many reviews, sessions of PER_SESSION; `acknowledge(n)` after the n-th is durable.

    `mode` is another way of writing than the station's, "WAL/OFF" or "DELETE/FULL": to compare with.
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
        memories = store.memories("red-fox", "sign")
        for seq in range(1, PER_SESSION + 1):
            letter = "ABCDEFG"[seq - 1]
            memories[letter] = remember(memories.get(letter), letter, 3, session.number, now)
            review = Review(PromptSpec(letter), "right", "right", 3, 1, took_s=2.0, hand="right")
            store.add(session, seq, seq * 10.0, review, "sign", memories[letter])
            done += 1
            acknowledge(done)
        store.finish(session, "done", None)
    store.close()


if __name__ == "__main__":
    write(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 10**9,
        lambda count: os.write(1, f"{count}\n".encode()),
        "".join(sys.argv[3:]),
    )
