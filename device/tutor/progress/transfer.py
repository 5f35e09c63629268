"""Progress as a CSV file, one line per review: for a spreadsheet, and for import on another station."""

import heapq
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from device.names import shown
from device.settings import choices_path
from device.system.files import write_atomic
from device.system.replaceable import check_replaceable
from device.tutor.progress.cards import relearn
from device.tutor.progress.errors import ProgressError
from device.tutor.progress.store import ProgressStore
from device.tutor.progress.table import COLUMNS, REVIEW, SESSION, all_rows, csv_text
from device.tutor.progress.table_rows import Row, check_sessions, read_reviews

OWN_FILES = re.compile(r"(-wal|-shm|-journal|\.copy[0-9].*|\.damaged[0-9].*|\.unwritten[0-9]+\.csv)?", re.IGNORECASE)


def export_csv(store: ProgressStore, path: Path, *, force: bool = False) -> int:
    """Write all reviews to a CSV file, atomically; returns their number.

    Args:
        store: to export.
        path: of the table. Only a file is replaced, and never one of the progress file's own.
        force: replace a file that is no exported table, or a table with reviews that `store` does not have.

    Raises:
        ProgressError: the file cannot be written, or is none that may be replaced.
    """
    rows = all_rows(store.db)
    if store.path is not None:
        check_not_progress(path, store.path)
    try:
        check_replaceable(path)
        if not force:
            _check_nothing_is_lost(path, rows)
        write_atomic(path, csv_text(rows), durable=True)
    except OSError as error:
        raise ProgressError(f"Progress cannot be written to {shown(path)}: {error.strerror}.") from None
    return len(rows)


def check_not_progress(path: Path, progress: Path) -> None:
    """Check that a table does not take the place of a progress file, or of a file that belongs to it.

    Args:
        path: of the table, in any spelling.
        progress: of the progress file.

    Raises:
        ProgressError: it would.
    """
    table, own = Path(os.path.realpath(path)), Path(os.path.realpath(progress))  # resolve() refuses endless links
    if table.parent != own.parent:
        return
    rest = table.name.casefold().removeprefix(own.name.casefold())
    same_name = len(rest) < len(table.name)
    if (same_name and OWN_FILES.fullmatch(rest)) or table.name.casefold() == choices_path(own).name.casefold():
        what = "the progress file itself" if not rest else f"a file of the progress file {progress}"
        raise ProgressError(f"{shown(path)} is {what}, which a table must not replace; name another file.")


def _check_nothing_is_lost(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """Check that a file that is replaced has no reviews but those of `rows`."""
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        old = {(row["session"], row["seq"]) for row in read_reviews(path, COLUMNS)}
    except ProgressError:
        raise ProgressError(
            f"{shown(path)} is no exported table; name another file, or add --force to replace it."
        ) from None
    seq = COLUMNS.index("seq")
    lost = len(old - {(row[0], row[seq]) for row in rows})
    if lost:
        raise ProgressError(
            f"{shown(path)} has {lost} answers that this progress does not have; name another file, add them "
            "with --import, "
            "or add --force to replace them."
        )


def import_csv(store: ProgressStore, path: Path, *, unwritten: bool = False) -> int:
    """Add the reviews of an exported file in one transaction; returns the number of new ones.

    Reviews that exist are not changed, so that a file may be imported twice. A learner's sessions are numbered again
    by date, and the cards are computed again from all reviews.

    Args:
        store: to add to.
        path: of the table.
        unwritten: the table is one of unwritten.py, which no spreadsheet has changed: number new sessions after all
            others, whatever their date, and take sessions that began at the same instant for different ones.

    Raises:
        ProgressBusy: another program has locked the progress file.
        ProgressError: the file cannot be read or is not an export; the message names the line. Or the progress file
            cannot be written.
    """
    rows = list(read_reviews(path, COLUMNS))
    try:
        with store.writing():
            if not unwritten:
                check_sessions(path, rows, store.db.execute("SELECT uid, learner, started, seed FROM sessions"))
            known = set(store.db.execute("SELECT session, seq FROM reviews"))
            owners = dict(store.db.execute("SELECT uid, learner FROM sessions"))
            rows = [
                row
                for row in rows
                if (row["session"], row["seq"]) not in known
                and owners.get(row["session"], row["learner"]) == row["learner"]
            ]
            for slot in dict.fromkeys(row["learner"] for row in rows):
                _merge(store.db, slot, [row for row in rows if row["learner"] == slot], unwritten)
    except sqlite3.IntegrityError as error:
        raise ProgressError(f"{shown(path)} contradicts itself ({error}); export it again.") from None
    store.save_copy()
    return len(rows)


def _merge(db: sqlite3.Connection, slot: str, rows: list[Row], last: bool) -> None:
    """Add one learner's reviews, number all sessions by date, and compute the cards."""
    db.execute("INSERT OR IGNORE INTO learners (slot) VALUES (?)", (slot,))
    here = db.execute("SELECT uid, started FROM sessions WHERE learner = ? ORDER BY number", (slot,)).fetchall()
    first: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["number"], row["session"])):
        first.setdefault(row["session"], row)
    there = [(uid, row["started"]) for uid, row in first.items() if uid not in dict(here)]
    for uid, row in first.items():
        if uid in dict(here):  # a session of which some reviews are here
            ended, score = row["ended"], row["score"]
            db.execute(
                "UPDATE sessions SET ended = COALESCE(ended, ?), score = COALESCE(score, ?) WHERE uid = ?",
                (ended, score, uid),
            )
        else:
            values = (uid, *(row[name] for name in SESSION[1:]))
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    marks = ", ".join("?" * (len(REVIEW) + 1))
    db.executemany(
        f"INSERT INTO reviews VALUES ({marks})", [(row["session"], *(row[name] for name in REVIEW)) for row in rows]
    )
    merged = heapq.merge(_dated(here), _dated(there), key=lambda pair: pair[0])
    order = [uid for uid, _ in [*here, *there]] if last else [uid for _, uid in merged]
    for number, uid in enumerate(order, start=1):
        db.execute("UPDATE sessions SET number = ? WHERE uid = ?", (number, uid))
    db.execute("UPDATE learners SET sessions = ? WHERE slot = ?", (len(order), slot))
    relearn(db, slot)


def _dated(sessions: list[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield (date, uid) in order; a session without a date takes the date of the one before it."""
    newest = ""
    for uid, started in sessions:
        newest = max(newest, started or "")
        yield newest, uid
