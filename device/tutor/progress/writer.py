"""What the tutor writes to the progress file: each answer in one transaction, in order, or later if it is in use."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from device.tutor.events import Review
from device.tutor.memory import LetterCard
from device.tutor.progress.answers import Answer, Ending, LessonSession, write
from device.tutor.progress.errors import ProgressBusy, ProgressError, busy, is_busy
from device.tutor.progress.opening import BUSY_S
from device.tutor.progress.reader import ANSWER_WAIT_S, ProgressReader
from device.tutor.progress.schema import transaction


class ProgressWriter(ProgressReader):
    """The writing half of a progress store.

    Answers that cannot be written because another program has locked the file, or because the disk is full, wait in
    memory.

    Attributes:
        path: of the file, None in memory.
    """

    def __init__(self, db: sqlite3.Connection, path: Path | None, warn: Callable[[str], None]) -> None:
        """Use an open database.

        Args:
            db: connection.
            path: of the file, None in memory.
            warn: receives one sentence when answers that waited are in the file.
        """
        super().__init__(db)
        self.path = path
        self._warn = warn
        self._failed = False

    def note_date(self, now: datetime) -> None:
        """Store a date, also if it is before the stored one: a wrong date in the future must not block later dates.

        Raises:
            ProgressError: the file cannot be written.
        """
        with self._write(counts=False, wait_s=ANSWER_WAIT_S):
            self.db.execute("REPLACE INTO meta VALUES ('last_seen', ?)", (now.astimezone(UTC).isoformat(),))

    def add(
        self, session: LessonSession, seq: int, at_s: float, review: Review, skill: str, card: LetterCard | None
    ) -> None:
        """Write a review and the card that it changed in one transaction, synced to the disk on return.

        Args:
            session: of the review; it is written with its first review.
            seq: number of the review in its session, from 1.
            at_s: seconds since the session's start.
            review: to write.
            skill: "sign" or "receptive".
            card: the letter's card after this answer, None if it did not change.

        Raises:
            ProgressError: the file cannot be written now; the review waits, see `flush`.
        """
        self._waiting.append(Answer(session, seq, at_s, review, skill, card))
        self.flush(ANSWER_WAIT_S)

    def end_session(self, session: LessonSession, reason: str, score: int | None) -> None:
        """Write how a session ended and the learner's hand. No effect without a review.

        Raises:
            ProgressError: the file cannot be written now; the end waits, see `flush`.
        """
        self._waiting.append(Ending(session, reason, score))
        self.flush(ANSWER_WAIT_S)

    @property
    def waiting(self) -> bool:
        """Whether answers wait in memory."""
        return bool(self._waiting)

    def flush(self, wait_s: float = 0.0) -> None:
        """Write what waits, in order.

        Args:
            wait_s: time to wait for a lock, s.

        Raises:
            ProgressError: the file cannot be written; what is left waits. An answer that the file refuses is lost.
        """
        while self._waiting:
            try:
                with self._write(wait_s=wait_s):
                    write(self.db, self._waiting[0])
            except ProgressBusy:
                self._failed = True
                raise ProgressBusy(
                    f"The progress file {self.path} is in use by another program; "
                    "answers wait in memory and are written when it is free."
                ) from None
            except sqlite3.IntegrityError as error:
                del self._waiting[0]
                raise ProgressError(f"Progress could not be written: {error}.") from None
            except ProgressError:
                self._failed = True
                raise
            del self._waiting[0]
        if self._failed:
            self._failed = False
            self._warn("Progress can be written again; the answers that waited are in the file.")

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Run the body as one transaction with a new generation.

        Raises:
            ProgressBusy: another program has locked the file.
            ProgressError: it cannot be written.
            sqlite3.IntegrityError: the body's rows contradict each other or those in the file.
        """
        with self._write():
            yield

    @contextlib.contextmanager
    def _write(self, counts: bool = True, wait_s: float | None = None) -> Iterator[None]:
        """Run the body as one transaction, with a new generation if it counts; SQLite errors become ProgressError."""
        try:
            self._wait_at_most(BUSY_S if wait_s is None else wait_s)
            with transaction(self.db):
                yield
                if counts:
                    self.db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            if is_busy(error):
                raise busy(self.path) from None
            raise ProgressError(f"Progress could not be written: {error}.") from None
