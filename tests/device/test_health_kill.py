"""kill -9 in the middle of practice: what was confirmed is there afterwards."""

import multiprocessing
import os
import random
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

pytest.importorskip("fsrs", reason="needs requirements-device.txt of this version")

from device.practice.events import Ask, Review
from device.practice.memory import Memory
from device.practice.progress.store import Store

KILLS = int(os.environ.get("KILLS", "20"))
fork = multiprocessing.get_context("fork")


def practise(path: Path, told) -> None:
    """A session without an end; every review is told of once the store says that it is kept."""
    store = Store.open(path, lambda sentence: None)
    session = store.plan_session("red", "letters", datetime(2026, 1, 1, tzinfo=UTC))
    seq = 0
    while True:
        seq += 1
        letter = "ABCDEFG"[seq % 7]
        review = Review(Ask(letter), "right", "right", rating=3, attempts=1)
        store.add(session, seq, seq * 1.0, review, "sign", Memory(letter, None, seq, 1))
        told.send((session.uid, seq))


def test_nothing_confirmed_is_lost_however_often_it_is_killed(tmp_path):
    path, moments, confirmed = tmp_path / "progress.db", random.Random(8), set()
    Store.open(path, lambda sentence: None).close()
    for number in range(KILLS):
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=practise, args=(path, theirs), daemon=True)
        process.start()
        theirs.close()
        assert ours.poll(30), "the session never began"
        time.sleep(moments.uniform(0, 0.05))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with suppress(EOFError):
            while True:
                confirmed.add(ours.recv())
        complaints = []
        store = Store.open(path, complaints.append)
        kept = set(store.db.execute("SELECT session, seq FROM reviews").fetchall())
        assert store.db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store.close()
        assert complaints == []
        assert confirmed <= kept
        # A review whose confirmation was on its way may be there as well: one a session at most.
        assert len(kept - confirmed) <= number + 1
    assert len(confirmed) > KILLS
