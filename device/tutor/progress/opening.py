"""Open a progress file: check it, recover it from a copy if it is damaged, and migrate it."""

import contextlib
import fcntl
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from device.names import shown
from device.system.machine import free_megabytes
from device.tutor.memory import is_valid_fsrs
from device.tutor.progress.backup import LEFTOVERS, newest_copy, restore, set_aside, sound
from device.tutor.progress.errors import NotProgress, ProgressError, busy, is_busy
from device.tutor.progress.schema import VERSION, migrate, version_of

BUSY_S = 5.0  # wait for a lock; the web page holds the file for milliseconds
HEADER = b"SQLite format 3\0"
SUFFIX = ".db"  # of every progress file that this program names itself
MIN_FREE_MB = 0.1  # for SQLite's own files: with less it may report “disk I/O error” in place of a full disk
ALONE_S = 30.0  # wait for other programs that open the file; a check of many years takes seconds


def open_database(path: Path, warn: Callable[[str], None]) -> sqlite3.Connection:
    """Open a progress file, or create it.

    Args:
        path: of the file; its folder is created.
        warn: receives one sentence if the file was damaged or missing, with what was done.

    Returns:
        The connection, configured and migrated to the newest version.

    Raises:
        ProgressBusy: another program has locked it.
        NotProgress: the file is not of this program.
        ProgressError: the folder or file cannot be created or written, or a newer version of this program wrote it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path):
            return _open_alone(path, warn)
    except sqlite3.Error as error:
        if is_busy(error):
            raise busy(path) from None
        reason = "its disk is full" if free_megabytes(path.parent) < MIN_FREE_MB else error
        raise ProgressError(f"The progress file {shown(path)} cannot be used: {reason}.") from None
    except OSError as error:
        raise ProgressError(f"The progress file {shown(path)} cannot be written: {error.strerror}.") from None


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other program creates, checks, recovers or migrates a progress file in this folder, or adds kept
    answers to one.

    The lock is that of the folder, which needs no file of its own and ends with the process. A file system without
    such locks does without.

    Raises:
        ProgressBusy: another program does so for ALONE_S.
        OSError: the folder cannot be opened.
    """
    folder, end = os.open(path.parent, os.O_RDONLY), time.monotonic() + ALONE_S
    try:
        while True:
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise busy(path) from None
                time.sleep(0.01)
            except OSError:
                break
            else:
                break
        yield
    finally:
        os.close(folder)


def _open_alone(path: Path, warn: Callable[[str], None]) -> sqlite3.Connection:
    if not path.exists():
        _start_from_copy(path, warn)
    _refuse_other_file(path)
    db = _opened(path)
    if db is None:
        _recover(path, warn)
        db = _opened(path)
    if db is None:
        raise ProgressError(f"The progress file {shown(path)} is damaged and could not be replaced; move it away.")
    try:
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _refuse_other_file(path: Path) -> None:
    """Check that an existing file can be a progress file: a wrong path is no damage, and is not to be repaired.

    A file without SQLite's header is damaged if it has the name or the copies of a progress file.

    Raises:
        NotProgress: it is a file of another kind, or a database of another program.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    with path.open("rb") as file:
        is_database = file.read(len(HEADER)) == HEADER
    if not is_database and path.suffix != SUFFIX and newest_copy(path) is None:
        raise NotProgress(f"{path} is not a progress file, so it is left as it is; name another one.")
    if is_database and _is_foreign(path):
        raise NotProgress(f"{path} is a database of another program, so it is left as it is; name another file.")


def _is_foreign(path: Path) -> bool:
    """Return whether a database has tables but no version of ours, which is written together with our tables."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=BUSY_S)) as db:
            tables = db.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0]
            return bool(tables) and version_of(db) == 0
    except UnicodeDecodeError:  # SQLite's message about a damaged schema quotes from it
        return False
    except sqlite3.DatabaseError as error:
        if is_busy(error):
            raise
        return False  # damaged


def configure(db: sqlite3.Connection) -> None:
    """Configure how a file is written: a write-ahead log, and a sync for every commit.

    WAL with synchronous FULL needs the fewest syncs of all settings that lose no commit, see docs/practice.md.
    """
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.text_factory = lambda text: text.decode("utf-8", "replace")  # a damaged text must not end a lesson


def _opened(path: Path) -> sqlite3.Connection | None:
    """Return the open file, None if it is damaged."""
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        configure(db)
        # An empty file with copies beside it has lost its content.
        if sound(db) and (version_of(db) > 0 or newest_copy(path) is None) and _makes_sense(db):
            return db
    except UnicodeDecodeError:
        pass  # SQLite's message about a damaged schema quotes from it
    except sqlite3.DatabaseError as error:
        # Locked, read-only and disk full are not damage. An error without a code is Python's, about invalid text.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if code & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            db.close()
            raise
    db.close()
    return None


def _makes_sense(db: sqlite3.Connection) -> bool:
    """Return whether the content is valid: generation, references and cards, which SQLite does not check."""
    if not 1 <= version_of(db) <= VERSION:
        return True  # empty, or of a newer version, which migrate() refuses
    row = db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    if row is None or not re.fullmatch("[0-9]{1,18}", str(row[0])) or db.execute("PRAGMA foreign_key_check").fetchone():
        return False
    return all(is_valid_fsrs(card) for (card,) in db.execute("SELECT card FROM cards"))


def _start_from_copy(path: Path, warn: Callable[[str], None]) -> None:
    """Restore a missing file from the newest copy, if there is one."""
    if any(path.with_name(path.name + leftover).exists() for leftover in LEFTOVERS):
        set_aside(path)  # a log without its file would be applied to the next one
    copy = newest_copy(path)
    if copy is not None:
        restore(path, copy)
        warn(f"The progress file {shown(path)} was missing; the last good copy is used.")


def _recover(path: Path, warn: Callable[[str], None]) -> None:
    """Set a damaged file aside and restore the newest copy; without a copy, progress starts empty."""
    aside = set_aside(path)
    copy = newest_copy(path)
    if copy is not None:
        restore(path, copy)
    instead = "the last good copy is used" if copy else "there is no copy, progress starts anew"
    warn(
        f"The progress file {shown(path)} was damaged; {instead}, and the damaged one is kept as "
        f"{aside and aside.name}."
    )
