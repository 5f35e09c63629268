"""What the tests of progress share: an opened store, answers in it, and the number of rows."""

import contextlib
from datetime import UTC, datetime

from device.tutor.events import PromptSpec, Review
from device.tutor.memory import LetterCard
from device.tutor.progress import ProgressStore

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def opened(path, warned):
    return contextlib.closing(ProgressStore.open(path, warned))


def keep(store, letters="A", slot="red-fox", finish=True, **review) -> None:
    """One session in which these letters were answered."""
    session = store.plan_session(slot, "letters", NOW)
    for seq, letter in enumerate(letters, start=1):
        made = Review(
            PromptSpec(letter), **{"outcome": "right", "reason": "right", "rating": 3, "attempts": 1, **review}
        )
        store.add(session, seq, 10.0 * seq, made, "sign", LetterCard(letter, None, 1, session.number + 1))
    if finish:
        store.finish(session, "done", None)


def count(store) -> int:
    return store.db.execute("SELECT COUNT(*) FROM reviews").fetchone()[0]
