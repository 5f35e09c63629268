"""Appends sessions to a log."""

import contextlib
import errno
import fcntl
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

from device.names import shown
from device.tutor.inputs import Input
from device.tutor.log.format import PLAN_START, LogError, input_line, plan_line
from device.tutor.plan import LessonPlan


class LogWriter:
    """Appends sessions to a file, line by line. The loop's thread owns it.

    When a line cannot be written the lesson goes on without its log; the next session is tried again.
    """

    def __init__(self, path: Path, warn: Callable[[str], None] = lambda sentence: None) -> None:
        """Open the file.

        Args:
            path: of the log; a new file, a log, a device, or a pipe that a program reads.
            warn: called with one sentence when a line cannot be written.

        Raises:
            LogError: it cannot be written, is no log, or another program writes it.
        """
        self._path, self._warn = path, warn
        self._working = False
        self._complete = True  # the file ends with a complete line
        try:
            self._file = _open_log(path)
        except OSError as error:
            reason = "no program reads this pipe" if error.errno == errno.ENXIO else error.strerror
            raise LogError(f"The log {shown(path)} cannot be written: {reason}.") from None
        self._complete = _ends_a_line(self._file)

    def begin(self, plan: LessonPlan) -> Callable[[Input], None]:
        """Begin a session on a new line; return the function that appends one of its inputs."""
        self._working = True
        self._write(plan_line(plan) + "\n")
        return self._note

    def _note(self, event: Input) -> None:
        if self._working:
            self._write(input_line(event) + "\n")

    def _write(self, line: str) -> None:
        data = line.encode() if self._complete else b"\n" + line.encode()
        try:
            while data:
                data = data[self._file.write(data) :]
                self._complete = not data
        except OSError as error:
            self._working = False
            self._warn(
                f"The log {shown(self._path)} cannot be written: {error.strerror}; this session is not logged further."
            )

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError):  # of a network disk; all that could be written is
            self._file.close()


def _open_log(path: Path) -> io.FileIO:
    """Open a file to append to.

    Raises:
        OSError: it cannot be written, or another program writes it.
        LogError: it is a file, but no log.
    """
    flags = os.O_RDWR if path.is_file() or not path.exists() else os.O_WRONLY
    # Opening a pipe would wait for a reader, and the lesson with it.
    number = os.open(path, flags | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    os.set_blocking(number, True)
    file = io.FileIO(number, "ab")
    try:
        if stat.S_ISREG(os.fstat(number).st_mode):
            start = os.pread(number, len(PLAN_START), 0).rstrip(b"\0")  # zeros are what a power cut leaves
            if not PLAN_START.encode().startswith(start):
                raise LogError(f"{shown(path)} is no log of a lesson, so nothing is added to it; name another file.")
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise LogError(f"The log {shown(path)} is in use by another program; name another file.") from None
    except LogError:
        file.close()
        raise
    except OSError:
        pass  # a file system without locks
    return file


def _ends_a_line(file: io.FileIO) -> bool:
    """Return whether the next line begins a line; after a power cut or on a full disk the last one may be torn."""
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return True
    try:
        return os.pread(file.fileno(), 1, status.st_size - 1) == b"\n"
    except OSError:
        return False
