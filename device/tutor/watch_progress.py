"""What watching leaves in the progress file: an answer for each letter of a word, and the speed of the session."""

from collections.abc import Callable
from datetime import timedelta

from device.tutor.events import PromptSpec, Review
from device.tutor.memory import LetterCard, after_answer
from device.tutor.progress import LessonSession, ProgressError, ProgressStore
from device.tutor.prompt_state import AGAIN, GOOD, HARD
from device.tutor.watch_answer import compared
from device.tutor.watch_effects import Answered

MODE, SKILL = "watch", "receptive"
SPEED_STEPS = 10
"""The score of a session of watching is its speed at the end, letters a second times this."""


class WatchProgress:
    """Stores one session, letter by letter. A letter's first answer of the session counts for memory.

    Words that were signed back and not understood say nothing about single letters, and numbers have no cards.
    """

    def __init__(self, store: ProgressStore, session: LessonSession, warn: Callable[[str], None]) -> None:
        """Begin.

        Args:
            store: progress of all learners.
            session: from store.plan_session.
            warn: called with one sentence if progress cannot be written; the session goes on.
        """
        self._store, self._session, self._warn = store, session, warn
        self._cards: dict[str, LetterCard] = store.cards(session.learner, SKILL)
        self._counted: set[str] = set()
        self._seq = 0
        self._warned = ""

    def keep(self, answered: Answered, at_s: float) -> None:
        """Store the letters of a word that is over, `at_s` seconds after the session began."""
        word = answered.word
        if not answered.final or not word.isalpha() or (answered.signed and answered.outcome == "wrong"):
            return
        seen = compared(word, answered.answer)
        for position, letter in enumerate(word):
            spec = PromptSpec(
                letter, letter not in self._cards, word=word, position=position, last=position == len(word) - 1
            )
            if seen[position] == letter:
                rating = GOOD if answered.at_once else HARD
                attempts = 1 if answered.at_once else 2
                review = Review(spec, "right", "right", rating, attempts, hinted=not answered.at_once)
            else:
                other = seen[position] or ""
                rivals = (other,) if other.isalpha() and other.isascii() else ()
                review = Review(spec, "wrong", "looks_like" if rivals else "given_up", AGAIN, 1, rivals)
            self._add(review, at_s)

    def finish(self, reason: str, speed: float) -> None:
        """Store how the session ended."""
        if self._seq:
            self._try(lambda: self._store.finish(self._session, reason, round(speed * SPEED_STEPS)))

    def flush(self) -> None:
        """Try to write what waits."""
        if self._store.waiting:
            self._try(self._store.flush)

    def _add(self, review: Review, at_s: float) -> None:
        letter, card = review.ask.letter, None
        if letter not in self._counted and review.rating is not None:
            started = self._session.started
            now = started + timedelta(seconds=at_s) if started else None
            card = after_answer(
                self._cards.get(letter), letter, review.rating, self._session.number, now, review.ask.new
            )
            self._counted.add(letter)
            self._cards[letter] = card
        self._seq += 1
        seq = self._seq
        self._try(lambda: self._store.add(self._session, seq, at_s, review, SKILL, card))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except ProgressError as error:  # a memory card that is full or worn out
            if str(error) != self._warned:
                self._warn(str(error))
            self._warned = str(error)
        else:
            self._warned = ""


def last_speed(store: ProgressStore, learner: str) -> float | None:
    """Return the learner's speed at the end of the last session of watching, letters a second; None without one."""
    score = store.last_score(learner, MODE)
    return None if score is None else score / SPEED_STEPS
