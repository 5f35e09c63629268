"""The progress store: learners, sessions, reviews and cards. Each review is synced before the next prompt."""

import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from device.names import shown
from device.tutor.events import Review
from device.tutor.memory import LetterCard
from device.tutor.progress.answers import Answer, Ending, LessonSession, unwritten_rows, write
from device.tutor.progress.backup import generation_of, newest_copy, save_copy
from device.tutor.progress.errors import ProgressBusy, ProgressError, busy, is_busy
from device.tutor.progress.opening import BUSY_S, configure, open_database
from device.tutor.progress.schema import migrate, transaction
from device.tutor.progress.table import all_rows
from device.tutor.progress.unwritten import save_unwritten
from device.types import Handedness

UNSEEN = ("unseen", "unclear")  # reasons of reviews whose letter the station could not see; the second up to 0.1
ANSWER_WAIT_S = 0.25  # of the live loop for a lock: the web page holds the file for milliseconds


@dataclass(frozen=True)
class Learner:
    """A learner's slot.

    Attributes:
        slot: colour and animal, such as "red-fox".
        hand: that the learner signs with, None if it is not known yet.
        sessions: number of sessions with at least one prompt.
    """

    slot: str
    hand: Handedness | None
    sessions: int


class ProgressStore:
    """An open progress file. Used by one thread; other threads may read the file through objects of their own.

    Answers that cannot be written because another program has locked the file, or because the disk is full, wait in
    memory. They are written in order, at the latest by `close`.

    Attributes:
        db: connection.
        path: of the file, None in memory.
    """

    def __init__(
        self, db: sqlite3.Connection, path: Path | None, warn: Callable[[str], None], unwritten: Path | None = None
    ) -> None:
        """Use an open database; see `open` and `in_memory`."""
        self.db = db
        self.path = path
        self._warn = warn
        self._unwritten = unwritten or path
        self._waiting: list[Answer | Ending] = []
        self._failed = False
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

    # -- reading --------------------------------------------------------------------------------------------

    def learner(self, slot: str) -> Learner:
        """Return a slot; one that was not used yet has no sessions."""
        rows = self._read("SELECT slot, hand, sessions FROM learners WHERE slot = ?", slot)
        return Learner(*rows[0]) if rows else Learner(slot, None, 0)

    def learners(self) -> list[Learner]:
        """Return all slots in use."""
        return [Learner(*row) for row in self._read("SELECT slot, hand, sessions FROM learners ORDER BY slot")]

    def cards(self, slot: str, skill: str) -> dict[str, LetterCard]:
        """Return {letter: card} of the letters that a learner has met; `skill` is "sign" or "receptive"."""
        rows = self._read(
            "SELECT letter, card, gap, due_session FROM cards WHERE learner = ? AND skill = ?", slot, skill
        )
        cards = {row[0]: LetterCard(*row) for row in rows}
        for item in self._waiting:
            if isinstance(item, Answer) and item.card and (item.session.learner, item.skill) == (slot, skill):
                cards[item.card.letter] = item.card
        return cards

    def confusions(self, slot: str, sessions: int = 10) -> list[tuple[str, str, int]]:
        """Return (prompted, signed instead, number of the session) of the newest `sessions` sessions."""
        rows = self._read(
            """SELECT letter, rivals, number FROM reviews JOIN sessions ON session = uid
            WHERE learner = ? AND rivals <> '' AND reason <> 'vouched'
            AND number > (SELECT sessions FROM learners WHERE slot = ?) - ?""",
            slot,
            slot,
            sessions,
        )
        return [(letter, rival, number) for letter, rivals, number in rows for rival in rivals]

    def unseen(self, slot: str) -> frozenset[str]:
        """Return the letters that the station could not see when it last asked this learner for them."""
        rows = self._read(
            """SELECT letter, reason FROM (
                SELECT letter, reason, ROW_NUMBER() OVER (PARTITION BY letter ORDER BY number DESC, seq DESC) AS age
                FROM reviews JOIN sessions ON session = uid WHERE learner = ?
            ) WHERE age = 1""",
            slot,
        )
        return frozenset(letter for letter, reason in rows if reason in UNSEEN)

    def vouched(self, slot: str, now: datetime | None) -> tuple[tuple[str, str], ...]:
        """Return the (prompted, recognized) pairs for which the learner has said today that the prompt was signed.

        Args:
            slot: of the learner.
            now: date and time of the session; None if the date is not trusted, then the newest session counts.
        """
        rows = self._read(
            """SELECT letter, rivals, started, number = (SELECT MAX(number) FROM sessions WHERE learner = ?)
            FROM reviews JOIN sessions ON session = uid WHERE learner = ? AND reason = 'vouched'""",
            slot,
            slot,
        )
        today = None if now is None else now.astimezone(UTC).date().isoformat()
        pairs = {
            (letter, rivals[-1])
            for letter, rivals, started, newest in rows
            if rivals and ((started or "")[:10] == today if today else newest)
        }
        return tuple(sorted(pairs))

    def last_seen(self) -> datetime | None:
        """Return the newest date that was noted, None if there is none or what is there is no date."""
        rows = self._read("SELECT value FROM meta WHERE key = 'last_seen'")
        try:
            noted = datetime.fromisoformat(rows[0][0]) if rows else None
        except (ValueError, TypeError):  # another program has written it
            return None
        return noted if noted is not None and noted.tzinfo is not None else None

    def _read(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query; none while another program keeps the file to itself.

        A session that begins then takes a number that is not free. When it is written it gets another one, and the
        cards are computed again.
        """
        try:
            self._wait_at_most(ANSWER_WAIT_S)
            return self.db.execute(query, parameters).fetchall()
        except sqlite3.OperationalError as error:
            if is_busy(error):
                return []
            raise

    def _wait_at_most(self, seconds: float) -> None:
        """Set the time that the next statements wait for a lock."""
        self.db.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    # -- writing --------------------------------------------------------------------------------------------

    def note_date(self, now: datetime) -> None:
        """Store a date, also if it is before the stored one: a wrong date in the future must not block later dates.

        Raises:
            ProgressError: the file cannot be written.
        """
        with self._write(counts=False, wait_s=ANSWER_WAIT_S):
            self.db.execute("REPLACE INTO meta VALUES ('last_seen', ?)", (now.astimezone(UTC).isoformat(),))

    def plan_session(self, slot: str, mode: str, now: datetime | None) -> LessonSession:
        """Return a learner's next session, without writing it; `now` is None if the date is not trusted."""
        waiting = [item for item in self._waiting if item.session.learner == slot]
        number = max(self.learner(slot).sessions, 0, *(item.session.number for item in waiting)) + 1
        rows = self._read("SELECT COUNT(*) FROM reviews JOIN sessions ON session = uid WHERE learner = ?", slot)
        known = (rows[0][0] if rows else 0) + sum(isinstance(item, Answer) for item in waiting)
        return LessonSession(secrets.token_hex(8), slot, number, mode, f"{slot}/{number}", now, known)

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

    def finish(self, session: LessonSession, reason: str, score: int | None) -> None:
        """Write how a session ended and the learner's hand, and copy the file. No effect without a review.

        Raises:
            ProgressError: the file cannot be written now; the end waits, see `flush`.
        """
        self._waiting.append(Ending(session, reason, score))
        self.flush(ANSWER_WAIT_S)
        self.save_copy()

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
    def _write(self, counts: bool = True, wait_s: float = BUSY_S) -> Iterator[None]:
        """Run the body as one transaction, with a new generation if it counts; SQLite errors become ProgressError."""
        try:
            self._wait_at_most(wait_s)
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
