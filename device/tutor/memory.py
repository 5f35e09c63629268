"""Spacing across sessions: when a letter is due again.

With a trusted date, the free spaced repetition scheduler decides (FSRS, Ye et al. 2022, package `fsrs`). A Pi may not
know the date, so sessions are counted as well: without a date, a letter is due after a number of sessions. Both are
updated by every answer, except that FSRS cards need a trusted date. Pure: date and randomness are arguments.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from fsrs import Card, Rating, Scheduler

from device.tutor.confusables import teaching_place
from device.tutor.prompt_state import GOOD

# No learning steps: the deck repeats letters inside a session. No fuzz: the same answers give the same dates.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
EARLY = timedelta(hours=12)  # a lesson at nine may ask for a letter that is due at ten
MAX_SESSIONS = 32  # between two prompts for a letter that is known well
GROWTH = {1: 0, 2: 1, 3: 2, 4: 3}  # rating → factor by which the gap in sessions grows; the result is at least 1


def skill_of(mode: str) -> str:
    """Return the skill that a mode trains: "receptive" (recognizing a hand) or "sign"; each has its own cards.

    A number's card is its own, too: its name is "0", not "O".
    """
    return "receptive" if mode in ("receptive", "watch") else "sign"


@dataclass(frozen=True)
class LetterCard:
    """What is known about one learner's memory of one letter.

    Attributes:
        letter: "A" to "Z", or "0" to "9".
        fsrs: FSRS card as JSON, None before the first answer with a trusted date.
        gap: sessions until the next prompt, after the newest answer.
        due_session: number of that session.
    """

    letter: str
    fsrs: str | None = None
    gap: int = 0
    due_session: int = 0


def after_answer(
    card: LetterCard | None, letter: str, rating: int, session: int, now: datetime | None, new: bool = False
) -> LetterCard:
    """Return the card after an answer.

    Args:
        card: the card before it, None for the first answer.
        letter: that was prompted.
        rating: 1–4, see prompt_state.
        session: number of this session, from 1.
        now: date and time of the answer; None if the date is not trusted.
        new: the letter was introduced in this session. Its rating is capped at GOOD, as it was seen minutes ago.
    """
    card = card or LetterCard(letter)
    rating = min(rating, GOOD) if new else rating
    gap = min(max(1, max(card.gap, 1) * GROWTH[rating]), MAX_SESSIONS)
    card = replace(card, gap=gap, due_session=session + gap)
    if now is None:
        return card
    now = now.astimezone(UTC)
    fsrs = Card.from_json(card.fsrs) if card.fsrs else Card(card_id=ord(letter), due=now)
    fsrs, _ = SCHEDULER.review_card(fsrs, Rating(rating), now)
    return replace(card, fsrs=fsrs.to_json())


def is_valid_fsrs(fsrs: str | None) -> bool:
    """Return whether an FSRS card is valid JSON of a card; None is valid."""
    try:
        return fsrs is None or Card.from_json(fsrs).due.tzinfo is not None
    except (ValueError, KeyError, TypeError):
        return False


def overdue(card: LetterCard, session: int, now: datetime | None) -> float:
    """Return how urgent a letter is: 0 or more if it is due, more for a more urgent one, negative if it is not due.

    Args:
        card: the letter's card.
        session: number of this session.
        now: date and time; None if the date is not trusted, then sessions are counted.
    """
    if now is None or card.fsrs is None:
        return float(session - card.due_session)
    fsrs, now = Card.from_json(card.fsrs), now.astimezone(UTC)
    if fsrs.due <= now + EARLY:
        return 1 - SCHEDULER.get_card_retrievability(fsrs, now)
    return (now - fsrs.due) / timedelta(days=1)


def prompt_order(
    cards: Mapping[str, LetterCard],
    letters: str,
    session: int,
    now: datetime | None,
    rng: Random,
    later: Collection[str] = (),
) -> list[tuple[str, bool]]:
    """Order the letters for their first prompt in a session.

    Letters that are due come first, the most forgotten ones in front. New letters follow in teaching order, then all
    others, the soonest due in front.

    Args:
        cards: {letter: card} of the letters the learner has met.
        letters: that may be prompted.
        session: number of this session.
        now: date and time; None if the date is not trusted.
        rng: breaks ties.
        later: letters that come after all others, such as those that could not be seen.

    Returns:
        (letter, whether it is new to the learner) pairs.
    """
    urgency = {letter: overdue(cards[letter], session, now) for letter in letters if letter in cards}
    known = sorted(urgency, key=lambda letter: (-urgency[letter], rng.random()))
    due = [letter for letter in known if urgency[letter] >= 0]
    new = sorted((letter for letter in letters if letter not in cards), key=teaching_place)
    rest = [letter for letter in known if urgency[letter] < 0]
    order = [(letter, False) for letter in due] + [(letter, True) for letter in new] + [(x, False) for x in rest]
    return sorted(order, key=lambda entry: entry[0] in later)
