"""Four orders in which a course of lessons asks for letters: two of the product's schedule, and two to compare with."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from benchmarks._memory_models import START
from device.tutor.events import PromptSpec, Review
from device.tutor.memory import after_answer, skill_of
from device.tutor.plan import make_plan, open_prompter
from device.tutor.progress import LessonSession, ProgressStore
from device.tutor.prompts import Prompter, RoundPrompts
from tests.fakes.learners import LABELS, LETTERS

MASSED = 5
"""Prompts of a letter in a row."""
MANY = 500
"""Prompts of a session that ends by the clock."""
WAYS = ("spaced, by date", "spaced, by session", "shuffled", "massed")
"""By the product's schedule with a trusted date, by the same schedule counting sessions, in shuffled order, or one
letter MASSED times in a row."""


class Fixed:
    """Prompts in a fixed order, whatever the learner answers."""

    def __init__(self, letters: Iterator[str], met: set[str]) -> None:
        """Ask these letters; `met` holds the letters that are not new, and grows."""
        self._letters, self._met = letters, met

    def next(self) -> PromptSpec | None:
        """Return the next prompt."""
        letter = next(self._letters)
        return PromptSpec(letter, new=letter not in self._met)

    def done(self, review: Review) -> None:
        """Note that the letter is no longer new."""
        self._met.add(review.ask.letter)

    def park(self, letter: str) -> None:
        """Ignored: simulated hands are always seen."""


class Course:
    """One learner's sessions in one of the four ways."""

    def __init__(self, way: str, rng: Random) -> None:
        """Start a course."""
        self._way = way
        self._store = ProgressStore.in_memory()
        self._met: set[str] = set()
        bag = RoundPrompts(LETTERS, rng)
        order = rng.sample(LETTERS, len(LETTERS))
        shuffled = (spec.letter for spec in iter(bag.next, None))
        massed = (order[i // MASSED % len(order)] for i in itertools.count())
        self._letters = shuffled if way == "shuffled" else massed
        self._session: LessonSession | None = None
        self._counted: set[str] = set()
        self._new: set[str] = set()
        self._number = 0

    def begin(self, day: int) -> Prompter:
        """Return what prompts in the session of this day."""
        if self._way in ("shuffled", "massed"):
            return Fixed(self._letters, self._met)
        date = START + timedelta(days=day) if self._way == "spaced, by date" else None
        self._session = self._store.plan_session("red-fox", "letters", date)
        self._counted, self._new, self._number = set(), set(), 0
        return open_prompter(make_plan(self._store, self._session, LABELS, ("nothing",), LETTERS, (), MANY, {}))

    def keep(self, review: Review, t: float) -> None:
        """Store a review as a lesson does."""
        session = self._session
        if session is None:
            return
        letter, card = review.ask.letter, None
        if review.ask.new:
            self._new.add(letter)
        if review.rating is not None and letter not in self._counted:
            now = session.started + timedelta(seconds=t) if session.started else None
            before = self._store.cards("red-fox", skill_of("letters")).get(letter)
            card = after_answer(before, letter, review.rating, session.number, now, letter in self._new)
            self._counted.add(letter)
        self._number += 1
        self._store.add(session, self._number, t, review, skill_of("letters"), card)
