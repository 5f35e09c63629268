"""The result of a session: the board of letters and what changed on it, and what to do next. Values without text.

Pure. It tells a learner what was gained: a letter that was known and missed today is shown as being learned, unmarked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from device.alphabet import ALPHABET, DIGITS
from device.tutor.events import Review
from device.tutor.memory import LetterCard, overdue
from device.view import BoardLetter, Outcome, Standing

UNSEEN = ("unseen", "unclear")  # reasons of reviews whose letter the station could not see; the second up to 0.1
REPEATED = 3  # letters that are offered to be repeated at once
SLOW_S = 4.0  # for a right answer that is thought about


@dataclass(frozen=True)
class History:
    """What was kept of a learner before a session.

    Attributes:
        standings: of the letters that were prompted.
        best: highest score of a timed round, None before the first.
        days: on which the learner practised, in the learner's time zone; without sessions whose date was not trusted.
    """

    standings: Mapping[str, Standing] = field(default_factory=dict)
    best: int | None = None
    days: frozenset[date] = frozenset()


@dataclass(frozen=True)
class SessionResult:
    """Result of a session.

    Attributes:
        board: all letters of the alphabet, in its order; after a lesson of numbers, all numbers.
        met, known: letters that were met in this session, and those that are known since it.
        first, graded: prompts that were right at the first attempt, and all that were graded.
        score, best: of a timed round, None in other modes; the highest score so far, with this one, None for none and
            after a lesson of numbers.
        days: in a row on which the learner practised, with today; 0 if the date is not trusted.
        due: letters that are due tomorrow, or, without a trusted date, in the next session.
        dated: `due` is about tomorrow.
        repeat: letters to repeat, the most useful one first; "" for none.
    """

    board: tuple[BoardLetter, ...]
    met: str
    known: str
    first: int
    graded: int
    score: int | None
    best: int | None
    days: int
    due: int
    dated: bool
    repeat: str


def standing_of(outcome: Outcome, reason: str, attempts: int, helped: bool, new: bool) -> Standing | None:
    """Return what an answer says about its letter; None if it says nothing.

    Args:
        outcome, reason, attempts: see events.Review.
        helped: a picture or hint was shown before the answer.
        new: the letter was met with this prompt.
    """
    if outcome == "ungraded":
        return "unseen" if reason in UNSEEN else None
    first = outcome == "right" and (attempts <= 1 or reason == "vouched")
    return "known" if first and not helped and not new else "learning"


def result_of(
    history: History,
    reviews: Sequence[Review],
    cards: Mapping[str, LetterCard],
    letters: str,
    session: int,
    started: datetime | None,
    score: int | None,
    weak: Collection[str] = (),
) -> SessionResult:
    """Return the result of a session.

    Args:
        history: before it.
        reviews: of it, in order.
        cards: {letter: card} after it.
        letters: that may be prompted.
        session: its number.
        started: when it began, in the learner's time zone; None if the date is not trusted.
        score: of a timed round, else None.
        weak: letters that the models read badly; they are not offered to be repeated.
    """
    after = dict(history.standings)
    for review in reviews:
        standing = standing_of(review.outcome, review.reason, review.attempts, review.hinted, review.ask.new)
        if standing is not None:
            after[review.ask.letter] = standing
    numbers = set(letters) <= set(DIGITS)
    signs = DIGITS if numbers else ALPHABET
    board = tuple(_board_letter(letter, history.standings, after) for letter in signs)
    graded = [review for review in reviews if review.outcome != "ungraded"]
    later = None if started is None else started + timedelta(days=1)
    scores = [value for value in (history.best, score) if value is not None]
    return SessionResult(
        board,
        met="".join(each.letter for each in board if each.changed and each.standing == "learning"),
        known="".join(each.letter for each in board if each.changed and each.standing == "known"),
        first=sum(
            review.outcome == "right" and (review.attempts <= 1 or review.reason == "vouched") for review in graded
        ),
        graded=len(graded),
        score=score,
        best=None if numbers else max(scores, default=None),
        days=0 if started is None else _days_in_a_row(history.days, started.date()),
        due=sum(overdue(card, session + 1, later) >= 0 for letter, card in cards.items() if letter in letters),
        dated=started is not None,
        repeat=_repeated(reviews, weak),
    )


def _board_letter(letter: str, before: Mapping[str, Standing], after: Mapping[str, Standing]) -> BoardLetter:
    """Return a letter of the board; only a gain counts as a change."""
    was, now = before.get(letter, "unmet"), after.get(letter, "unmet")
    return BoardLetter(letter, now, was != now and (now == "known" or (now == "learning" and was != "known")))


def _days_in_a_row(days: Collection[date], today: date) -> int:
    count = 1
    while today - timedelta(days=count) in days:
        count += 1
    return count


def _repeated(reviews: Sequence[Review], weak: Collection[str]) -> str:
    """Return up to REPEATED letters that were hardest in this session, not those that the station could not see."""
    effort: dict[str, float] = {}
    unseen = {review.ask.letter for review in reviews if review.reason in UNSEEN}
    for review in reviews:
        letter = review.ask.letter
        if review.outcome == "ungraded" or letter in unseen or letter in weak or review.reason == "accepted":
            continue
        missed = 3.0 * len(review.rivals) if review.reason != "vouched" else 0.0
        thought = min(max((review.took_s or SLOW_S) - 1.0, 0.0) / SLOW_S, 1.0)
        effort[letter] = effort.get(letter, 0.0) + missed + 2.0 * review.hinted + review.ask.new + thought
    hardest = sorted(effort, key=lambda letter: (-effort[letter], letter))
    return "".join(hardest[:REPEATED])
