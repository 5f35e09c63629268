"""The table of all reviews as CSV text: its columns, and how it is made."""

import csv
import io
import sqlite3
from collections.abc import Iterable, Sequence

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


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows of the values of COLUMNS as CSV text with a headline."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return out.getvalue()


def all_rows(db: sqlite3.Connection) -> list[Sequence[object]]:
    """Return all reviews, each with the values of COLUMNS."""
    names = ", ".join([*SESSION, *REVIEW])
    query = f"SELECT {names} FROM sessions JOIN reviews ON session = uid ORDER BY learner, number, seq"
    return [tuple(row) for row in db.execute(query)]


def as_csv(db: sqlite3.Connection) -> tuple[str, int]:
    """Return all reviews as CSV text, and their number."""
    rows = all_rows(db)
    return csv_text(rows), len(rows)
