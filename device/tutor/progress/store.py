"""The progress store: learners, sessions, reviews and cards. Each review is synced before the next prompt."""

import contextlib
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from device.tutor.events import Review
from device.tutor.memory import LetterCard
from device.tutor.progress.backup import generation_of, newest_copy, save_copy
from device.tutor.progress.errors import ProgressError
from device.tutor.progress.opening import configure, open_database
from device.tutor.progress.schema import migrate, transaction
from device.types import Handedness

MIN_HAND_ANSWERS = 5  # answers with one hand, more than with the other, before it counts as the learner's hand


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


@dataclass(frozen=True)
class LessonSession:
    """A session that is planned or under way; its first review writes it.

    Attributes:
        uid: unique across stations, hex.
        learner: slot.
        number: of the learner's sessions, from 1.
        mode: see settings.PracticeSettings.
        seed: of every random choice in the session.
        started: UTC, None if the date is not trusted.
    """

    uid: str
    learner: str
    number: int
    mode: str
    seed: str
    started: datetime | None


class ProgressStore:
    """An open progress file. Used by one thread; other threads may read the file through objects of their own."""

    def __init__(self, db: sqlite3.Connection, path: Path | None, warn: Callable[[str], None]) -> None:
        """Use an open database; see `open` and `in_memory`."""
        self.db = db
        self._path = path
        self._warn = warn

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
    def in_memory(cls) -> "ProgressStore":
        """Return a store that is lost when the process ends, for stations that cannot write a file."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        configure(db)
        migrate(db)
        return cls(db, None, lambda sentence: None)

    @property
    def generation(self) -> int:
        """Number that every write increments."""
        return int(self.db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])

    def close(self) -> None:
        """Close the file; safe to call twice."""
        self.db.close()

    # -- reading --------------------------------------------------------------------------------------------

    def learner(self, slot: str) -> Learner:
        """Return a slot; one that was not used yet has no sessions."""
        row = self.db.execute("SELECT slot, hand, sessions FROM learners WHERE slot = ?", (slot,)).fetchone()
        return Learner(*row) if row else Learner(slot, None, 0)

    def learners(self) -> list[Learner]:
        """Return all slots in use."""
        return [Learner(*row) for row in self.db.execute("SELECT slot, hand, sessions FROM learners ORDER BY slot")]

    def cards(self, slot: str, skill: str) -> dict[str, LetterCard]:
        """Return {letter: card} of the letters that a learner has met; `skill` is "sign" or "receptive"."""
        rows = self.db.execute(
            "SELECT letter, card, gap, due_session FROM cards WHERE learner = ? AND skill = ?", (slot, skill)
        )
        return {row[0]: LetterCard(*row) for row in rows}

    def confusions(self, slot: str, sessions: int = 10) -> list[tuple[str, str, int]]:
        """Return (prompted, signed instead, number of the session) of the newest `sessions` sessions."""
        rows = self.db.execute(
            """SELECT letter, rivals, number FROM reviews JOIN sessions ON session = uid
            WHERE learner = ? AND rivals <> '' AND number > (SELECT sessions FROM learners WHERE slot = ?) - ?""",
            (slot, slot, sessions),
        )
        return [(letter, rival, number) for letter, rivals, number in rows for rival in rivals]

    def last_seen(self) -> datetime | None:
        """Return the newest date that was noted, None if there is none."""
        row = self.db.execute("SELECT value FROM meta WHERE key = 'last_seen'").fetchone()
        return datetime.fromisoformat(row[0]) if row else None

    # -- writing --------------------------------------------------------------------------------------------

    def note_date(self, now: datetime) -> None:
        """Store a date, also if it is before the stored one: a wrong date in the future must not block later dates.

        Raises:
            ProgressError: the file cannot be written.
        """
        with self._write(counts=False):
            self.db.execute("REPLACE INTO meta VALUES ('last_seen', ?)", (now.astimezone(UTC).isoformat(),))

    def plan_session(self, slot: str, mode: str, now: datetime | None) -> LessonSession:
        """Return a learner's next session, without writing it; `now` is None if the date is not trusted."""
        number = self.learner(slot).sessions + 1
        return LessonSession(secrets.token_hex(8), slot, number, mode, f"{slot}/{number}", now)

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
            ProgressError: the file cannot be written.
        """
        took = None if review.took_s is None else round(review.took_s * 1000)
        with self._write():
            self._begin(session)
            self.db.execute(
                "INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    session.uid,
                    seq,
                    review.ask.letter,
                    review.outcome,
                    review.reason,
                    review.rating,
                    review.attempts,
                    "".join(review.rivals),
                    review.hinted,
                    review.ask.new,
                    review.ask.drill,
                    card is not None,
                    review.hand,
                    took,
                    round(at_s * 1000),
                ),
            )
            if card is not None:
                put_card(self.db, session.learner, skill, card)

    def finish(self, session: LessonSession, reason: str, score: int | None) -> None:
        """Write how a session ended and the learner's hand, and copy the file. No effect without a review.

        Raises:
            ProgressError: the file cannot be written.
        """
        with self._write():
            self.db.execute("UPDATE sessions SET ended = ?, score = ? WHERE uid = ?", (reason, score, session.uid))
            hand = self._hand_of(session.learner)
            if hand is not None:
                self.db.execute("UPDATE learners SET hand = ? WHERE slot = ?", (hand, session.learner))
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
        if self._path is None:
            return
        try:
            save_copy(self.db, self._path)
        except (OSError, sqlite3.Error) as error:
            self._warn(f"Progress could not be copied: {error}.")

    def _begin(self, session: LessonSession) -> None:
        """Write the session with its first review; a session without a prompt is not stored."""
        if self.db.execute("SELECT 1 FROM sessions WHERE uid = ?", (session.uid,)).fetchone():
            return
        self.db.execute("INSERT OR IGNORE INTO learners (slot) VALUES (?)", (session.learner,))
        self.db.execute("UPDATE learners SET sessions = ? WHERE slot = ?", (session.number, session.learner))
        started = session.started.astimezone(UTC).isoformat() if session.started else None
        self.db.execute(
            "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
            (session.uid, session.learner, session.number, session.mode, session.seed, started),
        )

    def _hand_of(self, slot: str) -> Handedness | None:
        rows = self.db.execute(
            """SELECT hand, COUNT(*) AS times FROM reviews JOIN sessions ON session = uid
            WHERE learner = ? AND hand IS NOT NULL GROUP BY hand ORDER BY times DESC""",
            (slot,),
        ).fetchall()
        decided = rows and rows[0][1] >= MIN_HAND_ANSWERS and (len(rows) == 1 or rows[0][1] > rows[1][1])
        return rows[0][0] if decided else None

    @contextlib.contextmanager
    def _write(self, counts: bool = True) -> Iterator[None]:
        """Run the body as one transaction, with a new generation if it counts; SQLite errors become ProgressError."""
        try:
            with transaction(self.db):
                yield
                if counts:
                    self.db.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        except sqlite3.Error as error:
            raise ProgressError(f"Progress could not be written: {error}.") from None


def put_card(db: sqlite3.Connection, slot: str, skill: str, card: LetterCard) -> None:
    """Write one letter's card, inside a transaction."""
    db.execute(
        "REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?)",
        (slot, skill, card.letter, card.fsrs, card.gap, card.due_session),
    )
