"""Exported tables, read and checked row by row: what people, clocks and spreadsheets make of them is found here."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from device.names import shown
from device.settings import LEARNERS, MODES
from device.system.csv_table import TableError, read_table, whole_number
from device.system.text_file import reason_of
from device.tutor.progress.errors import ProgressError

MAX_BYTES = 64 * 1024 * 1024  # about 500,000 reviews
SESSION_DIGITS = 16
"""Hexadecimal digits of a session's number. A table with fewer has been through a spreadsheet, which takes numbers
without a letter for numbers and drops their leading zeros."""
YEARS = (1970, 2999)  # of a session: dates are computed from it
NUMBERS = {"number", "seq", "attempts", "at_ms"}
NUMBERS_OR_EMPTY = {"score", "rating", "took_ms"}
FLAGS = {"hinted", "new", "drill", "counted"}
MAX_NUMBER = 10**12 - 1
ALLOWED = {
    "learner": "|".join(LEARNERS),
    "mode": "|".join(MODES),
    "letter": "[A-Z0-9]",
    "rivals": "[A-Z0-9]{0,26}",
    "outcome": "right|wrong|ungraded",
    "hand": "left|right|",
    "session": "[0-9a-f]{1,32}",
    "reason": "[a-z_]{1,20}",
    "ended": "[a-z]{0,20}",
    "seed": "[a-z0-9/-]{0,60}",
}
Row = dict[str, Any]


def read_reviews(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the reviews of an exported table, as values for the progress file.

    Args:
        path: of the table.
        columns: that it must have, in this order.

    Raises:
        ProgressError: the file cannot be read, is no export, or was damaged; the message names the line.
    """
    started: dict[str, str | None] = {}
    rows = read_table(path, columns, exact=True, max_bytes=MAX_BYTES)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except TableError as error:
            where = f"{shown(path)}, line {max(1, error.line)}"  # an empty file has no line
            if error.line <= 1:
                raise ProgressError(f"{where}: this is no exported progress; {error}.") from None
            raise ProgressError(f"{where}: {error}.") from None
        except (OSError, ValueError) as error:
            raise ProgressError(f"{shown(path)} cannot be read: {reason_of(error)}.") from None
        review = _review(row.cells, f"{shown(path)}, line {row.line}")
        if started.setdefault(review["session"], review["started"]) != review["started"]:
            raise ProgressError(
                f"{shown(path)}, line {row.line}: the session {review['session']} has two dates; a spreadsheet has "
                "changed the table: export it again and do not save it in between."
            )
        yield review


def check_sessions(path: Path, rows: Iterable[Row], known: Iterable[tuple[str, str, str | None, str]]) -> None:
    """Refuse a table with a session that is known under another number, so that nothing counts twice.

    Args:
        path: of the table, for the message.
        rows: see `read_reviews`.
        known: number, learner, start and seed of the sessions in the progress file.

    Raises:
        ProgressError: a session has the learner, the start and the seed of another one.
    """
    dated = [(uid, (learner, start, seed)) for uid, learner, start, seed in known if start is not None]
    here_already, names = {uid for uid, _ in dated}, {key: uid for uid, key in dated}
    for row in rows:
        if row["started"] is None or row["session"] in here_already:
            continue
        here = names.setdefault((row["learner"], row["started"], row["seed"]), row["session"])
        if here != row["session"]:
            raise ProgressError(
                f"{shown(path)}: the session {row['session']} is the session {here} under another number; a "
                "spreadsheet has changed the table: export it again and do not save it in between."
            )


def _review(cells: dict[str, str], where: str) -> Row:
    row: Row = {}
    for name, text in cells.items():
        if name in NUMBERS | NUMBERS_OR_EMPTY | FLAGS:
            row[name] = _number(name, text, where)
        elif not re.fullmatch(ALLOWED.get(name, ".*"), text.strip()):
            raise ProgressError(f"{where}: {name} cannot be “{text[:30]}”.{_advice(name, text)}")
        else:
            row[name] = text.strip() or (None if name in ("started", "ended", "hand") else "")
    row["session"] = _session(row["session"], where)
    if row["started"] is not None:
        row["started"] = _started(row["started"], where)
    return row


def _number(name: str, text: str, where: str) -> int | None:
    if not text.strip() and name in NUMBERS_OR_EMPTY:
        return None
    value = whole_number(text)
    highest = 1 if name in FLAGS else 4 if name == "rating" else MAX_NUMBER
    if value is None or not (1 if name == "rating" else 0) <= value <= highest:
        raise ProgressError(f"{where}: {name} cannot be “{text[:30]}”.")
    return value


def _session(text: str, where: str) -> str:
    """Return the session's number with the zeros that a spreadsheet has dropped."""
    if text.isdecimal() and len(text) < SESSION_DIGITS:
        return text.zfill(SESSION_DIGITS)
    return text


def _started(text: str, where: str) -> str:
    problem = f"{where}: started cannot be “{text[:30]}”"
    try:
        date = datetime.fromisoformat(text)
        if date.tzinfo is None:
            raise ProgressError(f"{problem}: its time zone is missing, as after a spreadsheet; export the table again.")
        date = date.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ProgressError(f"{problem}.") from None
    if not YEARS[0] <= date.year <= YEARS[1]:
        raise ProgressError(f"{problem}.")
    return date.isoformat()


def _advice(name: str, text: str) -> str:
    damaged = name in ("session", "seed", "started") and re.fullmatch(r"\s*[0-9.,/: -]+([eE][+-]?[0-9]+)?\s*", text)
    return " A spreadsheet has changed it; export the table again and do not save it in between." if damaged else ""
