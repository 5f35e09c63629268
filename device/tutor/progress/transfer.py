"""Progress as a CSV file, one line per review: for a spreadsheet, and for import on another station."""

import csv
import heapq
import io
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from device.settings import LEARNERS, MODES
from device.system.files import write_atomic
from device.tutor.memory import LetterCard, after_answer, skill_of
from device.tutor.progress.errors import ProgressError
from device.tutor.progress.schema import transaction
from device.tutor.progress.store import ProgressStore, put_card

SESSION = ("uid", "learner", "number", "mode", "seed", "started", "ended", "score")
REVIEW = (
    "seq",
    "letter",
    "outcome",
    "reason",
    "rating",
    "attempts",
    "rivals",
    "hinted",
    "new",
    "drill",
    "counted",
    "hand",
    "took_ms",
    "at_ms",
)
COLUMNS = (*("session" if name == "uid" else name for name in SESSION), *REVIEW)
NUMBERS = {"number", "seq", "attempts", "at_ms"}
NUMBERS_OR_EMPTY = {"score", "rating", "took_ms"}
FLAGS = {"hinted", "new", "drill", "counted"}
ALLOWED = {
    "learner": "|".join(LEARNERS),
    "mode": "|".join(MODES),
    "letter": "[A-Z]",
    "rivals": "[A-Z]*",
    "outcome": "right|wrong|ungraded",
    "hand": "left|right|",
    "session": "[0-9a-f]{1,32}",
    "rating": "[1-4]?",
    "reason": "[a-z_]{1,20}",
    "ended": "[a-z]{0,20}",
    "seed": "[a-z0-9/-]{0,60}",
}
Row = dict[str, Any]


def as_csv(db: sqlite3.Connection) -> tuple[str, int]:
    """Return all reviews as CSV text, and their number."""
    names = ", ".join([*SESSION, *REVIEW])
    rows = db.execute(
        f"SELECT {names} FROM sessions JOIN reviews ON session = uid ORDER BY learner, number, seq"
    ).fetchall()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue(), len(rows)


def export_csv(store: ProgressStore, path: Path) -> int:
    """Write all reviews to a CSV file, atomically; returns their number.

    Raises:
        ProgressError: the file cannot be written.
    """
    text, count = as_csv(store.db)
    try:
        write_atomic(path, text, durable=True)
    except OSError as error:
        raise ProgressError(f"Progress cannot be written to {path}: {error.strerror}.") from None
    return count


def import_csv(store: ProgressStore, path: Path) -> int:
    """Add the reviews of an exported file in one transaction; returns the number of new ones.

    Sessions that exist are not changed, so that a file may be imported twice. A learner's sessions are numbered again
    by date, and the cards are computed again from all reviews.

    Raises:
        ProgressError: the file cannot be read or is not an export; the message names the line.
    """
    rows = list(_read(path))
    known = {uid for (uid,) in store.db.execute("SELECT uid FROM sessions")}
    rows = [row for row in rows if row["session"] not in known]
    try:
        with transaction(store.db):
            for slot in dict.fromkeys(row["learner"] for row in rows):
                _merge(store.db, slot, [row for row in rows if row["learner"] == slot])
            store.db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    except sqlite3.Error as error:
        raise ProgressError(f"{path} contradicts itself ({error}); export it again.") from None
    store.save_copy()
    return len(rows)


def _read(path: Path) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ProgressError(f"{path} cannot be read: {reason}.") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        if tuple(next(reader, ())) != COLUMNS:
            raise ProgressError(f"{path}, line 1: this is no exported progress; its columns are {', '.join(COLUMNS)}.")
        for cells in reader:
            if cells:
                yield _row(cells, f"{path}, line {reader.line_num}")
    except csv.Error as error:
        raise ProgressError(f"{path}, line {reader.line_num}: {error}.") from None


def _row(cells: list[str], where: str) -> Row:
    if len(cells) != len(COLUMNS):
        raise ProgressError(f"{where}: {len(cells)} columns instead of {len(COLUMNS)}.")
    row: Row = dict(zip(COLUMNS, cells, strict=True))
    for name, value in row.items():
        pattern = ALLOWED.get(
            name,
            "[0-9]{1,12}"
            if name in NUMBERS
            else "[0-9]{0,12}"
            if name in NUMBERS_OR_EMPTY
            else "[01]"
            if name in FLAGS
            else ".*",
        )
        if not re.fullmatch(pattern, value):
            raise ProgressError(f"{where}: {name} cannot be “{value[:30]}”.")
        if name in NUMBERS | NUMBERS_OR_EMPTY | FLAGS:
            row[name] = int(value) if value else None
        elif name in ("started", "ended", "hand"):
            row[name] = value or None
    row["rating"] = None if row["rating"] is None else int(row["rating"])
    if row["started"] is not None:
        try:
            row["started"] = datetime.fromisoformat(row["started"]).astimezone(UTC).isoformat()
        except ValueError:
            raise ProgressError(f"{where}: started cannot be “{row['started'][:30]}”.") from None
    return row


def _merge(db: sqlite3.Connection, slot: str, rows: list[Row]) -> None:
    """Add one learner's sessions, number all by date, and compute the cards."""
    db.execute("INSERT OR IGNORE INTO learners (slot) VALUES (?)", (slot,))
    here = db.execute("SELECT uid, started FROM sessions WHERE learner = ? ORDER BY number", (slot,)).fetchall()
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["number"], row["session"])):
        first.setdefault(row["session"], row)
    there = [(uid, row["started"]) for uid, row in first.items()]
    for uid, row in first.items():
        db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (uid, *(row[name] for name in SESSION[1:])))
    marks = ", ".join("?" * (len(REVIEW) + 1))
    db.executemany(
        f"INSERT INTO reviews VALUES ({marks})", [(row["session"], *(row[name] for name in REVIEW)) for row in rows]
    )
    order = [uid for _, uid in heapq.merge(_dated(here), _dated(there), key=lambda pair: pair[0])]
    for number, uid in enumerate(order, start=1):
        db.execute("UPDATE sessions SET number = ? WHERE uid = ?", (number, uid))
    db.execute("UPDATE learners SET sessions = ? WHERE slot = ?", (len(order), slot))
    _relearn(db, slot)


def _dated(sessions: list[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield (date, uid) in order; a session without a date takes the date of the one before it."""
    newest = ""
    for uid, started in sessions:
        newest = max(newest, started or "")
        yield newest, uid


def _relearn(db: sqlite3.Connection, slot: str) -> None:
    """Compute a learner's cards from the reviews alone."""
    cards: dict[tuple[str, str], LetterCard] = {}
    new: set[tuple[int, str]] = set()
    rows = db.execute(
        """SELECT number, mode, started, letter, rating, new, counted, at_ms FROM reviews JOIN sessions ON session = uid
        WHERE learner = ? ORDER BY number, seq""",
        (slot,),
    ).fetchall()
    for number, mode, started, letter, rating, is_new, counted, at_ms in rows:
        if is_new:
            new.add((number, letter))
        if counted and rating is not None:
            key = (skill_of(mode), letter)
            now = datetime.fromisoformat(started) + timedelta(milliseconds=at_ms) if started else None
            cards[key] = after_answer(cards.get(key), letter, rating, number, now, (number, letter) in new)
    db.execute("DELETE FROM cards WHERE learner = ?", (slot,))
    for (skill, _), card in cards.items():
        put_card(db, slot, skill, card)
