"""Whole copies beside the progress file, taken in turn, and the way back from them.

A copy is complete and checked before it takes the name of an older one, so at every instant there is at least one
good one. Each file carries a generation, counted up by every write: the newest good copy is the one with the most.
"""

import contextlib
import sqlite3
from pathlib import Path

from device.system.files import atomic_path, write_atomic

COPIES = 3  # one being replaced, one good, and one from before a fault nobody noticed at once
LEFTOVERS = ("-wal", "-shm", "-journal")


def copies_of(path: Path) -> list[Path]:
    """Where the copies of a progress file are kept, whether they exist or not."""
    return [path.with_name(f"{path.name}.copy{number}") for number in range(1, COPIES + 1)]


def generation_of(path: Path) -> int | None:
    """Generation of a file that is whole and sound; None for any other, or none at all."""
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return None
        with contextlib.closing(sqlite3.connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True)) as db:
            if not sound(db):
                return None
            return int(db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])
    except (sqlite3.Error, OSError, TypeError, ValueError):
        return None


def sound(db: sqlite3.Connection) -> bool:
    """SQLite finds nothing wrong with the file."""
    try:
        return [row[0] for row in db.execute("PRAGMA integrity_check(1)")] == ["ok"]
    except (sqlite3.Error, UnicodeDecodeError):  # its sentences quote what is damaged
        return False


def save_copy(db: sqlite3.Connection, path: Path) -> Path:
    """Copy the open file over the oldest copy of it, durably; returns the copy.

    Raises:
        OSError, sqlite3.Error: no room, or a card that is worn out; the older copies are untouched.
    """
    oldest = min(copies_of(path), key=lambda copy: (generation_of(copy) or -1, copy.name))
    with atomic_path(oldest, durable=True) as part:
        for leftover in ("", *LEFTOVERS):
            part.with_name(part.name + leftover).unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(part)) as copy:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
        if generation_of(part) is None:
            raise sqlite3.DatabaseError("the copy is not sound")
    return oldest


def newest_copy(path: Path) -> Path | None:
    """The newest copy that is whole and sound."""
    generations = {copy: generation_of(copy) for copy in copies_of(path)}
    good = [copy for copy, generation in generations.items() if generation is not None]
    return max(good, key=lambda copy: (generations[copy], copy.name), default=None)


def set_aside(path: Path) -> Path | None:
    """Give a damaged file and what lies beside it other names, so that nothing of it is read or lost."""
    number = 1
    while path.with_name(f"{path.name}.damaged{number}").exists():
        number += 1
    aside = path.with_name(f"{path.name}.damaged{number}")
    moved = None
    for leftover in ("", *LEFTOVERS):
        source = path.with_name(path.name + leftover)
        if source.exists():
            source.replace(aside.with_name(aside.name + leftover))
            moved = aside
    return moved


def restore(path: Path, copy: Path) -> None:
    """Put a copy in the place of a missing file, durably; the copy stays.

    A power cut half-way leaves no file, and the next start does this again.
    """
    write_atomic(path, copy.read_bytes(), durable=True)


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
