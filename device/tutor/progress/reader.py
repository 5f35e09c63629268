"""What the tutor's thread reads from the progress file, together with the answers that still wait to be written."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from device.tutor.memory import LetterCard
from device.tutor.progress.answers import Answer, Ending, LessonSession
from device.tutor.progress.errors import is_busy
from device.tutor.result import UNSEEN, History, standing_of
from device.types import Handedness

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


class ProgressReader:
    """The reading half of a progress store.

    Attributes:
        db: connection.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        """Use an open database; nothing waits to be written."""
        self.db = db
        self._waiting: list[Answer | Ending] = []

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
            WHERE learner = ? AND rivals <> '' AND reason <> 'vouched' AND mode <> 'watch'
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
                FROM reviews JOIN sessions ON session = uid WHERE learner = ? AND mode <> 'watch'
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

    def doubted(self, slot: str) -> tuple[tuple[str, str], ...]:
        """Return the (prompted, recognized) pairs for which the learner has ever said that the prompt was signed."""
        rows = self._read(
            """SELECT DISTINCT letter, rivals FROM reviews JOIN sessions ON session = uid
            WHERE learner = ? AND reason = 'vouched' AND rivals <> ''""",
            slot,
        )
        return tuple(sorted({(letter, rivals[-1]) for letter, rivals in rows}))

    def history(self, slot: str, skill: str, zone: tzinfo | None) -> History:
        """Return what is kept of a learner's sessions so far.

        Args:
            slot: of the learner.
            skill: "sign" or "receptive": whose standings.
            zone: that days are counted in, None for UTC.
        """
        rows = self._read(
            """SELECT letter, outcome, reason, attempts, hinted, new FROM reviews JOIN sessions ON session = uid
            WHERE learner = ? AND mode <> 'watch' AND (mode = 'receptive') = (? = 'receptive') ORDER BY number, seq""",
            slot,
            skill,
        )
        standings = {}
        for letter, outcome, reason, attempts, hinted, new in rows:
            standing = standing_of(outcome, reason, attempts, bool(hinted), bool(new))
            if standing is not None:
                standings[letter] = standing
        query = "SELECT started, CASE WHEN mode <> 'watch' THEN score END FROM sessions WHERE learner = ?"
        sessions = self._read(query, slot)
        best = max((score for _, score in sessions if score is not None), default=None)
        days = {datetime.fromisoformat(started).astimezone(zone or UTC).date() for started, _ in sessions if started}
        return History(standings, best, frozenset(days))

    def last_score(self, slot: str, mode: str) -> int | None:
        """Return the score of the learner's newest session of a mode that has one, None without such a session."""
        rows = self._read(
            """SELECT score FROM sessions WHERE learner = ? AND mode = ? AND score IS NOT NULL
            ORDER BY number DESC LIMIT 1""",
            slot,
            mode,
        )
        return rows[0][0] if rows else None

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

    def plan_session(self, slot: str, mode: str, now: datetime | None) -> LessonSession:
        """Return a learner's next session, without writing it; `now` is None if the date is not trusted."""
        waiting = [item for item in self._waiting if item.session.learner == slot]
        number = max(self.learner(slot).sessions, 0, *(item.session.number for item in waiting)) + 1
        rows = self._read("SELECT COUNT(*) FROM reviews JOIN sessions ON session = uid WHERE learner = ?", slot)
        known = (rows[0][0] if rows else 0) + sum(isinstance(item, Answer) for item in waiting)
        return LessonSession(secrets.token_hex(8), slot, number, mode, f"{slot}/{number}", now, known)
