"""What a session adds to the progress file: answers and its end. Each is one transaction of the store."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from device.tutor.events import Review
from device.tutor.memory import LetterCard
from device.tutor.progress.cards import put_card, relearn
from device.types import Handedness

MIN_HAND_ANSWERS = 5  # answers with one hand, more than with the other, before it counts as the learner's hand


@dataclass(frozen=True)
class LessonSession:
    """A session that is planned or under way; its first review writes it.

    Attributes:
        uid: unique across stations, hex.
        learner: slot.
        number: of the learner's sessions, from 1; another one is written if another program has taken it.
        mode: see settings.PracticeSettings.
        seed: of every random choice in the session.
        started: UTC, None if the date is not trusted.
        known: number of the learner's reviews from which the session was planned.
    """

    uid: str
    learner: str
    number: int
    mode: str
    seed: str
    started: datetime | None
    known: int = 0


@dataclass(frozen=True)
class Answer:
    """A review of a session and the card that it changed; see ProgressStore.add."""

    session: LessonSession
    seq: int
    at_s: float
    review: Review
    skill: str
    card: LetterCard | None


@dataclass(frozen=True)
class Ending:
    """The end of a session; see ProgressStore.finish."""

    session: LessonSession
    reason: str
    score: int | None


def write(db: sqlite3.Connection, item: Answer | Ending) -> None:
    """Write an answer or an end, inside a transaction."""
    if isinstance(item, Answer):
        _write_answer(db, item)
    else:
        _write_ending(db, item)


def unwritten_rows(items: Iterable[Answer | Ending]) -> list[tuple[object, ...]]:
    """Return the answers as rows of table.COLUMNS, with the ends of their sessions."""
    items = list(items)
    ends = {item.session.uid: item for item in items if isinstance(item, Ending)}
    rows: list[tuple[object, ...]] = []
    for answer in items:
        if isinstance(answer, Answer):
            session, end = answer.session, ends.get(answer.session.uid)
            head = (session.uid, session.learner, session.number, session.mode, session.seed, _started(session))
            tail = (end.reason, end.score) if end else (None, None)
            values = (int(value) if isinstance(value, bool) else value for value in _values(answer))
            rows.append((*head, *tail, *values))
    return rows


def _write_answer(db: sqlite3.Connection, answer: Answer) -> None:
    session = answer.session
    alone = _begin(db, session)
    db.execute(
        "INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (session.uid, *_values(answer))
    )
    if not alone:  # the card was computed without what another program has written meanwhile
        relearn(db, session.learner)
    elif answer.card is not None:
        put_card(db, session.learner, answer.skill, answer.card)


def _write_ending(db: sqlite3.Connection, ending: Ending) -> None:
    slot = ending.session.learner
    db.execute(
        "UPDATE sessions SET ended = ?, score = ? WHERE uid = ?", (ending.reason, ending.score, ending.session.uid)
    )
    hand = _hand_of(db, slot)
    if hand is not None:
        db.execute("UPDATE learners SET hand = ? WHERE slot = ?", (hand, slot))


def _begin(db: sqlite3.Connection, session: LessonSession) -> bool:
    """Write the session with its first review; a session without a prompt is not stored.

    Returns:
        Whether no other program has written reviews of this learner since this session was planned.
    """
    row = db.execute("SELECT number FROM sessions WHERE uid = ?", (session.uid,)).fetchone()
    db.execute("INSERT OR IGNORE INTO learners (slot) VALUES (?)", (session.learner,))
    (others,) = db.execute(
        "SELECT COUNT(*) FROM reviews JOIN sessions ON session = uid WHERE learner = ? AND uid <> ?",
        (session.learner, session.uid),
    ).fetchone()
    if row is not None:
        return bool(row[0] == session.number and others == session.known)
    (newest,) = db.execute("SELECT sessions FROM learners WHERE slot = ?", (session.learner,)).fetchone()
    number = newest + 1
    db.execute("UPDATE learners SET sessions = ? WHERE slot = ?", (number, session.learner))
    db.execute(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)",
        (session.uid, session.learner, number, session.mode, session.seed, _started(session)),
    )
    return bool(number == session.number and others == session.known)


def _values(answer: Answer) -> tuple[object, ...]:
    """Return the columns of a review after its session."""
    review = answer.review
    return (
        answer.seq,
        review.ask.letter,
        review.outcome,
        review.reason,
        review.rating,
        review.attempts,
        "".join(review.rivals),
        review.hinted,
        review.ask.new,
        review.ask.drill,
        answer.card is not None,
        review.hand,
        None if review.took_s is None else round(review.took_s * 1000),
        round(answer.at_s * 1000),
    )


def _started(session: LessonSession) -> str | None:
    return session.started.astimezone(UTC).isoformat() if session.started else None


def _hand_of(db: sqlite3.Connection, slot: str) -> Handedness | None:
    rows = db.execute(
        """SELECT hand, COUNT(*) AS times FROM reviews JOIN sessions ON session = uid
        WHERE learner = ? AND hand IS NOT NULL GROUP BY hand ORDER BY times DESC""",
        (slot,),
    ).fetchall()
    decided = rows and rows[0][1] >= MIN_HAND_ANSWERS and (len(rows) == 1 or rows[0][1] > rows[1][1])
    return rows[0][0] if decided else None
