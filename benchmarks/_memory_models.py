"""Two models of a learner's memory, which answer when it is asked for a letter.

They differ: in the activation model of Pavlik and Anderson (2005; ACT-R), a repetition of a fresh memory decays faster.
FSRS-6 (package `fsrs`) with its published parameters is also what the tutor's schedule across sessions uses.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from fsrs import Card, Rating, Scheduler

from tests.fakes.learners import ActivationMemory

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""The time of day 0."""


class Memory(Protocol):
    """Memory of one learner; times are days and seconds into the session of that day."""

    def recall(self, letter: str, day: float, t: float) -> float:
        """Return the probability of knowing a letter."""
        ...

    def meet(self, letter: str, day: float, t: float, known: bool) -> None:
        """See a letter or sign it; `known`: it was remembered."""
        ...


class Activation:
    """The model of Pavlik and Anderson. Time between sessions runs slower, because nothing interferes."""

    def __init__(self) -> None:
        """Start without memories."""
        self._memory = ActivationMemory()

    def recall(self, letter: str, day: float, t: float) -> float:
        """See Memory."""
        return self._memory.recall(letter, day * 86400 * self._memory.H + t)

    def meet(self, letter: str, day: float, t: float, known: bool) -> None:
        """See Memory; the model does not ask whether the letter was known."""
        self._memory.meet(letter, day * 86400 * self._memory.H + t)


class Fsrs:
    """FSRS-6: stability grows with every success, the more the later it comes, and falls with a failure."""

    def __init__(self) -> None:
        """Start without memories."""
        self._scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self._cards: dict[str, Card] = {}

    def recall(self, letter: str, day: float, t: float) -> float:
        """See Memory."""
        now = START + timedelta(days=day, seconds=t)
        return self._scheduler.get_card_retrievability(self._cards[letter], now) if letter in self._cards else 0.0

    def meet(self, letter: str, day: float, t: float, known: bool) -> None:
        """See Memory."""
        now = START + timedelta(days=day, seconds=t)
        card = self._cards.get(letter) or Card(card_id=ord(letter), due=now)
        rating = Rating.Good if known else Rating.Again
        self._cards[letter], _ = self._scheduler.review_card(card, rating, now)


MODELS: dict[str, Callable[[], Memory]] = {"ACT-R": Activation, "FSRS": Fsrs}
