"""Questions about progress: a learner's figures, and all answers as a table.

They read the progress file over a read-only connection of their own, in the calling thread. The tutor's thread is the
only one that writes it.
"""

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from device.activity import Question
from device.settings import LEARNERS
from device.tutor.progress.errors import ProgressError, busy, is_busy
from device.tutor.progress.table import as_csv

QUESTIONS = (Question("progress", ("learner",)), Question("progress.csv", media_type="text/csv"))
MAX_SESSIONS = 60  # the newest ones, enough for a school term
MAX_ANSWERS = 20  # the newest ones of each letter: what the learner can do now, not in the first week
MAX_CONFUSIONS = 12

_FIRST = "(outcome = 'right' AND (attempts = 1 OR reason = 'vouched'))"
_UNSEEN = "(outcome = 'ungraded' AND reason IN ('unseen', 'unclear'))"
_SESSIONS = f"""
SELECT number, mode, started, ended, CASE WHEN mode <> 'watch' THEN score END AS score,
    CASE WHEN mode = 'watch' THEN score / 10.0 END AS speed, COUNT(*) AS asked,
    SUM({_FIRST}) AS "right", SUM(outcome = 'right') - SUM({_FIRST}) AS later, SUM(outcome = 'wrong') AS wrong,
    SUM(outcome = 'ungraded') AS ungraded, SUM({_UNSEEN}) AS unseen
FROM sessions JOIN reviews ON session = uid WHERE learner = ? GROUP BY uid ORDER BY number DESC LIMIT ?"""
_LETTERS = f"""
SELECT letter, SUM(outcome <> 'ungraded') AS asked, SUM({_FIRST}) AS "right", SUM({_FIRST}) AS first,
    SUM(outcome = 'right') - SUM({_FIRST}) AS later, SUM({_UNSEEN}) AS unseen,
    AVG(CASE WHEN outcome = 'right' THEN took_ms END) AS took_ms
FROM (
    SELECT letter, outcome, reason, attempts, took_ms,
        ROW_NUMBER() OVER (PARTITION BY letter ORDER BY number DESC, seq DESC) AS age
    FROM sessions JOIN reviews ON session = uid
    WHERE learner = ? AND mode <> 'watch' AND (outcome <> 'ungraded' OR {_UNSEEN})
) WHERE age <= ? GROUP BY letter ORDER BY letter"""
_READ = """
SELECT letter, COUNT(*) AS asked, SUM(outcome = 'right') AS "right"
FROM (
    SELECT letter, outcome, ROW_NUMBER() OVER (PARTITION BY letter ORDER BY number DESC, seq DESC) AS age
    FROM sessions JOIN reviews ON session = uid WHERE learner = ? AND mode = 'watch'
) WHERE age <= ? GROUP BY letter ORDER BY letter"""
_RIVALS = """
SELECT letter, rivals FROM sessions JOIN reviews ON session = uid
WHERE learner = ? AND rivals <> '' AND reason <> 'vouched' AND mode <> 'watch'"""


def answer(path: Path, question: str, arguments: Mapping[str, str]) -> Any:
    """Answer one of QUESTIONS.

    Args:
        path: of the progress file, which may be missing.
        question: "progress" or "progress.csv".
        arguments: "learner", the slot, for "progress".

    Returns:
        "progress": see progress_figures, with the key "learner". "progress.csv": all answers as CSV text.

    Raises:
        KeyError: no such question, or no learner is given.
        ProgressError: there is no such learner, or no table yet.
    """
    if question == "progress":
        learner = arguments["learner"]
        if learner not in LEARNERS:
            raise ProgressError("There is no such learner.")
        return {"learner": learner, **progress_figures(path, learner)}
    if question == "progress.csv":
        return progress_table(path)
    raise KeyError(question)


def progress_figures(path: Path, learner: str) -> dict[str, Any]:
    """Read the figures of one learner; all lists are empty if there are none or the file cannot be read.

    Returns:
        "learners": [[slot, sessions], …]; "sessions": oldest first; "letters": of the newest answers, times in ms. In
        both, "right" means at the first attempt, "later" at a further one, and "unseen" that the station could not
        see the letter; "first" repeats "right". "read": the same for letters of words that a hand spelled in the mode
        "watch". "confusions": [[asked, signed, count], …], the most frequent first; "kept": there is a readable file.
    """
    lists = ("learners", "sessions", "letters", "read", "confusions")
    empty: dict[str, Any] = {**{name: [] for name in lists}, "kept": path.is_file()}
    if not empty["kept"]:
        return empty
    try:
        with contextlib.closing(_opened(path)) as db:
            learners = db.execute("SELECT slot, sessions FROM learners WHERE sessions > 0 ORDER BY slot")
            return {
                "learners": [list(row) for row in learners],
                "sessions": _rows(db, _SESSIONS, learner, MAX_SESSIONS)[::-1],
                "letters": _rows(db, _LETTERS, learner, MAX_ANSWERS),
                "read": _rows(db, _READ, learner, MAX_ANSWERS),
                "confusions": _confusions(db, learner),
                "kept": True,
            }
    except sqlite3.Error:  # being replaced, or damaged: the next start repairs it
        return {**empty, "kept": False}


def class_figures(path: Path) -> dict[str, dict[str, Any]]:
    """Read the figures of all learners; empty if there are none or the file cannot be read.

    Returns:
        Of each slot: "sessions", their number; "letters", {letter: [asked, right at the first try]} of the newest
        answers; "confusions" as in progress_figures.
    """
    if not path.is_file():
        return {}
    try:
        with contextlib.closing(_opened(path)) as db:
            learners = db.execute("SELECT slot, sessions FROM learners WHERE sessions > 0 ORDER BY slot").fetchall()
            return {
                slot: {
                    "sessions": sessions,
                    "letters": {
                        row["letter"]: [row["asked"], row["first"]] for row in _rows(db, _LETTERS, slot, MAX_ANSWERS)
                    },
                    "confusions": _confusions(db, slot),
                }
                for slot, sessions in learners
            }
    except sqlite3.Error:
        return {}


def progress_table(path: Path) -> str:
    """Return all learners' answers as CSV text, see transfer.COLUMNS.

    Raises:
        ProgressError: there is no file, or it cannot be read.
    """
    try:
        with contextlib.closing(_opened(path)) as db:
            return as_csv(db)[0]
    except sqlite3.Error as error:
        raise busy(path) if is_busy(error) else ProgressError("No progress is kept yet.") from None


def _confusions(db: sqlite3.Connection, learner: str) -> list[list[object]]:
    counts: dict[tuple[str, str], int] = {}
    for asked, rivals in db.execute(_RIVALS, (learner,)):
        for rival in rivals:
            counts[asked, rival] = counts.get((asked, rival), 0) + 1
    often = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MAX_CONFUSIONS]
    return [[*pair, count] for pair, count in often]


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=2.0)
    db.row_factory = sqlite3.Row
    return db


def _rows(db: sqlite3.Connection, query: str, learner: str, limit: int) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(query, (learner, limit))]
