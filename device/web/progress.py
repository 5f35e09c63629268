"""A learner's progress in numbers that can be drawn. Reads the file on its own; the station alone writes it."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from device.tutor.progress.transfer import as_csv

SESSIONS = 60  # newest ones, enough for a term
NEWEST = 20  # answers a letter that count: what someone can do now, not in the first week
CONFUSIONS = 12

_SESSIONS = """
SELECT number, mode, started, ended, score,
    COUNT(*) AS asked, SUM(outcome = 'right') AS "right", SUM(outcome = 'wrong') AS wrong,
    SUM(outcome = 'ungraded') AS ungraded
FROM sessions JOIN reviews ON session = uid WHERE learner = ? GROUP BY uid ORDER BY number DESC LIMIT ?"""
_LETTERS = """
SELECT letter, SUM(outcome <> 'ungraded') AS asked, SUM(outcome = 'right') AS "right",
    SUM(outcome = 'right' AND attempts = 1) AS first, AVG(CASE WHEN outcome = 'right' THEN took_ms END) AS took_ms
FROM (
    SELECT letter, outcome, attempts, took_ms,
        ROW_NUMBER() OVER (PARTITION BY letter ORDER BY number DESC, seq DESC) AS age
    FROM sessions JOIN reviews ON session = uid WHERE learner = ? AND outcome <> 'ungraded'
) WHERE age <= ? GROUP BY letter ORDER BY letter"""
_RIVALS = "SELECT letter, rivals FROM sessions JOIN reviews ON session = uid WHERE learner = ? AND rivals <> ''"


def progress_json(path: Path, learner: str) -> dict[str, Any]:
    """What is kept of one slot; empty lists where nothing is, or nothing can be read.

    Returns:
        "learners": [[slot, sessions], …]; "sessions": oldest first; "letters": of the newest answers, times in ms;
        "confusions": [[asked, signed, times], …] most frequent first; "kept": there is a file.
    """
    empty: dict[str, Any] = {"learners": [], "sessions": [], "letters": [], "confusions": [], "kept": path.is_file()}
    if not empty["kept"]:
        return empty
    try:
        with contextlib.closing(_opened(path)) as db:
            counts: dict[tuple[str, str], int] = {}
            for asked, rivals in db.execute(_RIVALS, (learner,)):
                for rival in rivals:
                    counts[asked, rival] = counts.get((asked, rival), 0) + 1
            often = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:CONFUSIONS]
            learners = db.execute("SELECT slot, sessions FROM learners WHERE sessions > 0 ORDER BY slot")
            return {
                "learners": [list(row) for row in learners],
                "sessions": _rows(db, _SESSIONS, learner, SESSIONS)[::-1],
                "letters": _rows(db, _LETTERS, learner, NEWEST),
                "confusions": [[*pair, times] for pair, times in often],
                "kept": True,
            }
    except sqlite3.Error:  # being replaced, or damaged: the station mends it at its next start
        return {**empty, "kept": False}


def progress_csv(path: Path) -> str | None:
    """All learners' answers as a table, None where the file cannot be read."""
    try:
        with contextlib.closing(_opened(path)) as db:
            return as_csv(db)[0]
    except sqlite3.Error:
        return None


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=2.0)
    db.row_factory = sqlite3.Row
    return db


def _rows(db: sqlite3.Connection, query: str, learner: str, most: int) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(query, (learner, most))]
