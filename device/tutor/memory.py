"""When a letter is due again, across sessions: FSRS by the calendar, or by counting sessions without one.

A Pi may not know the date. Sessions are counted always, so a station whose clock comes and goes never loses its
place; FSRS cards only move when the date is trusted. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from fsrs import Card, Rating, Scheduler

from device.tutor.confusables import TEACHING_ORDER
from device.tutor.prompt_state import GOOD

# No learning steps: repetition inside a session is the deck's work. No fuzz: the same answers give the same days.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
EARLY = timedelta(hours=12)  # a lesson at nine may ask what falls due at ten
MOST_SESSIONS = 32  # between two askings of a letter known by heart
GROWTH = {1: 0, 2: 1, 3: 2, 4: 3}  # a gap of sessions times this; at least 1


def skill_of(mode: str) -> str:
    """Signing a letter, or knowing a handshape by its picture: they are remembered apart."""
    return "receptive" if mode == "receptive" else "sign"


@dataclass(frozen=True)
class LetterCard:
    """What is known of one learner and one letter.

    Attributes:
        card: FSRS card as its JSON, None as long as no answer was given on a trusted date.
        gap: sessions until it is asked again, by the newest answer.
        due_session: number of that session.
    """

    letter: str
    card: str | None = None
    gap: int = 0
    due_session: int = 0


def remember(
    memory: LetterCard | None, letter: str, rating: int, session: int, now: datetime | None, new: bool = False
) -> LetterCard:
    """The memory after an answer.

    Args:
        memory: before it, None for the first.
        rating: 1–4, see trial.
        session: number of this session, from 1.
        now: date and time, UTC; None when it is not trusted.
        new: first met in this session: a letter seen a minute ago is not known by heart yet.
    """
    memory = memory or LetterCard(letter)
    rating = min(rating, GOOD) if new else rating
    gap = min(max(1, max(memory.gap, 1) * GROWTH[rating]), MOST_SESSIONS)
    memory = replace(memory, gap=gap, due_session=session + gap)
    if now is None:
        return memory
    now = now.astimezone(UTC)
    card = Card.from_json(memory.card) if memory.card else Card(card_id=ord(letter), due=now)
    card, _ = SCHEDULER.review_card(card, Rating(rating), now)
    return replace(memory, card=card.to_json())


def sound_card(card: str | None) -> bool:
    """The JSON of a card can be worked with; None can."""
    try:
        return card is None or Card.from_json(card).due.tzinfo is not None
    except (ValueError, KeyError, TypeError):
        return False


def overdue(memory: LetterCard, session: int, now: datetime | None) -> float:
    """How urgent a letter is: 0 or more when due, the larger the more; negative when not."""
    if now is None or memory.card is None:
        return float(session - memory.due_session)
    card, now = Card.from_json(memory.card), now.astimezone(UTC)
    if card.due <= now + EARLY:
        return 1 - SCHEDULER.get_card_retrievability(card, now)
    return (now - card.due) / timedelta(days=1)


def prompt_order(
    memories: Mapping[str, LetterCard], letters: str, session: int, now: datetime | None, rng: Random
) -> list[tuple[str, bool]]:
    """Letters in the order in which a session should first ask them, each with whether it is new to the learner.

    What is due comes first, the most forgotten in front; then letters never met, in teaching order; then the rest,
    the soonest due in front.
    """
    urgency = {letter: overdue(memories[letter], session, now) for letter in letters if letter in memories}
    known = sorted(urgency, key=lambda letter: (-urgency[letter], rng.random()))
    due = [letter for letter in known if urgency[letter] >= 0]
    new = sorted((letter for letter in letters if letter not in memories), key=TEACHING_ORDER.index)
    rest = [letter for letter in known if urgency[letter] < 0]
    return [(letter, False) for letter in due] + [(letter, True) for letter in new] + [(x, False) for x in rest]
