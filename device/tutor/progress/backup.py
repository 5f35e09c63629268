"""Complete copies beside the progress file, written in turn, and recovery from them.

A copy is completed and checked before it takes the name of an older one, so that at least one valid copy exists at
every instant. Each file has a generation number, which every write increments: the newest copy is the one with the
highest.
"""

import contextlib
import sqlite3
from pathlib import Path

from device.system.files import atomic_path, write_atomic
from device.tutor.progress.errors import is_busy

COPIES = 3  # one that is being replaced, one valid, and one from before a fault that was not noticed at once
LEFTOVERS = ("-wal", "-shm", "-journal")


def copies_of(path: Path) -> list[Path]:
    """Return the paths of a progress file's copies, whether they exist or not."""
    return [path.with_name(f"{path.name}.copy{number}") for number in range(1, COPIES + 1)]


def generation_of(path: Path) -> int | None:
    """Return the generation of a valid file; None if it is missing, incomplete or damaged."""
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
    """Return whether SQLite's integrity check passes.

    Raises:
        sqlite3.Error: another program has locked the file.
    """
    try:
        return [row[0] for row in db.execute("PRAGMA integrity_check(1)")] == ["ok"]
    except UnicodeDecodeError:  # its messages quote damaged text
        return False
    except sqlite3.Error as error:
        if is_busy(error):  # no damage
            raise
        return False


def save_copy(db: sqlite3.Connection, path: Path) -> Path:
    """Replace the oldest copy by the current content, synced to the disk.

    Args:
        db: the open progress file.
        path: of the progress file.

    Returns:
        The path of the copy.

    Raises:
        OSError, sqlite3.Error: the disk is full or fails; the other copies are unchanged.
    """
    oldest = min(copies_of(path), key=lambda copy: (generation_of(copy) or -1, copy.name))
    with atomic_path(oldest, durable=True, database=True) as part:
        for leftover in ("", *LEFTOVERS):
            part.with_name(part.name + leftover).unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(part)) as copy:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
        if generation_of(part) is None:
            raise sqlite3.DatabaseError("the copy is damaged")
    return oldest


def newest_copy(path: Path) -> Path | None:
    """Return the newest valid copy, None if there is none."""
    generations = {copy: generation_of(copy) for copy in copies_of(path)}
    good = [copy for copy, generation in generations.items() if generation is not None]
    return max(good, key=lambda copy: (generations[copy], copy.name), default=None)


def set_aside(path: Path) -> Path | None:
    """Rename a damaged file and its journal files, so that they are kept but not read.

    Returns:
        The new path of the file, None if it does not exist.
    """
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
    """Create a missing progress file from a copy, atomically and synced to the disk; the copy stays.

    After a power cut in between, the next start restores it again.
    """
    write_atomic(path.resolve(), copy.read_bytes(), durable=True)  # a link may lead to another disk


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
