"""The cards in the progress file: written one by one, or computed again from all reviews."""

import sqlite3
from datetime import datetime, timedelta

from device.tutor.memory import LetterCard, after_answer, skill_of


def put_card(db: sqlite3.Connection, slot: str, skill: str, card: LetterCard) -> None:
    """Write one letter's card, inside a transaction."""
    db.execute(
        "REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?)",
        (slot, skill, card.letter, card.fsrs, card.gap, card.due_session),
    )


def relearn(db: sqlite3.Connection, slot: str) -> None:
    """Compute a learner's cards from the reviews alone, inside a transaction."""
    cards: dict[tuple[str, str], LetterCard] = {}
    new: set[tuple[int, str]] = set()
    rows = db.execute(
        """SELECT number, mode, started, letter, rating, new, counted, at_ms FROM reviews JOIN sessions ON session = uid
        WHERE learner = ? ORDER BY number, seq""",
        (slot,),
    ).fetchall()
    for number, mode, started, letter, rating, is_new, counted, at_ms in rows:
        if is_new:
            new.add((number, letter))
        if counted and rating is not None:
            key = (skill_of(mode), letter)
            now = datetime.fromisoformat(started) + timedelta(milliseconds=at_ms) if started else None
            cards[key] = after_answer(cards.get(key), letter, rating, number, now, (number, letter) in new)
    db.execute("DELETE FROM cards WHERE learner = ?", (slot,))
    for (skill, _), card in cards.items():
        put_card(db, slot, skill, card)
