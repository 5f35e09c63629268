"""The progress store: learners, sessions, reviews and cards. Each review is synced before the next prompt."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from device.names import shown
from device.tutor.progress.answers import LessonSession, unwritten_rows
from device.tutor.progress.backup import generation_of, newest_copy, save_copy
from device.tutor.progress.errors import ProgressError
from device.tutor.progress.opening import BUSY_S, configure, open_database
from device.tutor.progress.schema import migrate
from device.tutor.progress.table import all_rows
from device.tutor.progress.unwritten import save_unwritten
from device.tutor.progress.writer import ProgressWriter


class ProgressStore(ProgressWriter):
    """An open progress file. Used by one thread; other threads may read the file through objects of their own.

    Answers that cannot be written now wait in memory. They are written in order, at the latest by `close`.

    Attributes:
        db: connection.
        path: of the file, None in memory.
    """

    def __init__(
        self, db: sqlite3.Connection, path: Path | None, warn: Callable[[str], None], unwritten: Path | None = None
    ) -> None:
        """Use an open database; see `open` and `in_memory`."""
        super().__init__(db, path, warn)
        self._unwritten = unwritten or path
        self._closed = False

    @classmethod
    def open(cls, path: Path, warn: Callable[[str], None]) -> "ProgressStore":
        """Open or create a progress file.

        Args:
            path: of the file.
            warn: receives one sentence about each problem that was repaired.

        Raises:
            ProgressError: the file cannot be used, see opening.open_database.
        """
        store = cls(open_database(path, warn), path, warn)
        copy = newest_copy(path)
        if store.generation > 0 and (copy is None or generation_of(copy) != store.generation):
            store.save_copy()  # the last session did not end normally
        return store

    @classmethod
    def in_memory(
        cls, unwritten: Path | None = None, warn: Callable[[str], None] = lambda sentence: None
    ) -> "ProgressStore":
        """Return a store without a file.

        Args:
            unwritten: progress file, which is locked now; `close` keeps all reviews beside it, and the next start adds
                them. None loses them.
            warn: receives one sentence about what was kept.
        """
        db = sqlite3.connect(":memory:", isolation_level=None)
        configure(db)
        migrate(db)
        return cls(db, None, warn, unwritten)

    @property
    def generation(self) -> int:
        """Number that every write increments."""
        return int(self.db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])

    def close(self) -> None:
        """Write what waits and close the file; safe to call twice.

        Answers that cannot be written even now are kept beside the file, or are lost; one sentence says so.
        """
        if self._closed:
            return
        self._closed = True
        try:
            self._write_last()
        finally:
            self.db.close()

    def _write_last(self) -> None:
        reason = "no reason"
        try:
            self.flush(BUSY_S)
        except ProgressError as error:
            reason = str(error)
        rows: list[Sequence[object]] = list(unwritten_rows(self._waiting))
        if self.path is None and self._unwritten is not None:
            rows, reason = [*all_rows(self.db), *rows], "The progress file was in use."
        if not rows or self._unwritten is None:
            return
        try:
            table = save_unwritten(self._unwritten, rows)
        except OSError as error:
            self._warn(f"{len(rows)} answers are lost; they cannot be kept beside the progress file: {error.strerror}.")
        else:
            self._warn(f"{reason} {len(rows)} answers are kept in {shown(table)}; the next start adds them.")

    def finish(self, session: LessonSession, reason: str, score: int | None) -> None:
        """Write how a session ended and the learner's hand, and copy the file. No effect without a review.

        Raises:
            ProgressError: the file cannot be written now; the end waits, see `flush`.
        """
        self.end_session(session, reason, score)
        self.save_copy()

    def reset(self, slot: str | None) -> None:
        """Delete a learner's data; None for all learners.

        A copy from before the reset stays until two more sessions have been copied, in case it was a mistake.

        Raises:
            ProgressError: the file cannot be written.
        """
        self.save_copy()
        with self._write():
            if slot is None:
                self.db.execute("DELETE FROM learners")
            else:
                self.db.execute("DELETE FROM learners WHERE slot = ?", (slot,))
        self.save_copy()  # else recovery from damage would bring the data back

    def save_copy(self) -> None:
        """Copy the file; a failure is only a warning, so that practice goes on."""
        if self.path is None:
            return
        try:
            save_copy(self.db, self.path)
        except (OSError, sqlite3.Error) as error:
            self._warn(f"Progress could not be copied: {error}.")
