"""Errors of the progress file."""

import sqlite3
from pathlib import Path

from device.errors import ExitCode, HandshapeError

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class ProgressError(HandshapeError):
    """The progress file cannot be read, written, imported or exported."""

    exit_code = ExitCode.DATA


class NotProgress(ProgressError):
    """The file belongs to another program; it is left as it is."""


class ProgressBusy(ProgressError):
    """Another program, such as a backup or a database browser, has locked the progress file."""


def busy(path: Path | None) -> ProgressBusy:
    """Return the error of a locked file."""
    return ProgressBusy(f"The progress file {path or ''} is in use by another program; close it and try again.")


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether SQLite failed because another program has locked the file."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in BUSY
