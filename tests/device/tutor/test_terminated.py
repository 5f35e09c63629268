"""SIGTERM in the middle of writing a review: the write is finished, the session closed, the file whole."""

import contextlib
import json
import os
import signal
import sqlite3

import pytest

from device.__main__ import main
from device.settings import DEMO
from device.tutor.progress import ProgressStore

# All that keeping the first review of a session says to the database, from its beginning to its end.
STATEMENTS = (
    "BEGIN",
    "SELECT number FROM sessions",
    "INSERT OR IGNORE INTO learners",
    "UPDATE learners SET sessions",
    "INSERT INTO sessions",
    "INSERT INTO reviews",
    "UPDATE meta",
    "COMMIT",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_review_that_is_being_written_is_stored_and_the_program_ends(tmp_path, capsys, monkeypatch, statement):
    path, sent = tmp_path / "progress.db", []
    opened = ProgressStore.open

    def traced(*args):
        store = opened(*args)

        def look(sql):
            if not sent and sql.startswith(statement):
                sent.append(sql)
                os.kill(os.getpid(), signal.SIGTERM)

        store.db.set_trace_callback(look)
        return store

    monkeypatch.setattr(ProgressStore, "open", traced)
    code = main(
        [
            "practice",
            "--camera",
            f"clip:{DEMO}",
            "--no-realtime",
            "--display",
            "json",
            "--letters",
            "LO",
            "--progress",
            str(path),
        ]
    )
    assert (code, len(sent)) == (0, 1)
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    answered = [event for event in events if event["event"] == "answer" and event.get("final")]
    with contextlib.closing(sqlite3.connect(path)) as db:
        kept = db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0]
        assert kept == len(answered) > 0  # all answers that the learner saw are stored, and nothing else
        counted = db.execute("SELECT DISTINCT letter FROM reviews WHERE counted ORDER BY letter").fetchall()
        assert db.execute("SELECT letter FROM cards ORDER BY letter").fetchall() == counted
        assert [row[0] for row in db.execute("SELECT ended FROM sessions")] == ["stopped"]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
