"""One learner's session: the engine, and the progress it makes, stored review by review."""

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from device.system.clock import trusted
from device.tutor import rules
from device.tutor.events import Effect, End, Record, Review
from device.tutor.inputs import Input, Pressed
from device.tutor.memory import LetterCard, after_answer, skill_of
from device.tutor.plan import LessonPlan, open_engine
from device.tutor.progress import LessonSession, ProgressError, ProgressStore
from device.tutor.result import SessionResult, result_of
from device.types import Handedness

RETRY_S = 1.0  # between two attempts to write what waits


class Lesson:
    """Steps an engine and stores what it records, each review before its effects are returned.

    Reviews that cannot be written wait in the store, which is tried again every RETRY_S.

    Attributes:
        engine: of this session.
        session: as the store knows it.
        due, new: number of letters that are due, and of new letters that the session may bring.
        result: of the session, None before its end and for one without an answer.
    """

    def __init__(
        self,
        store: ProgressStore,
        session: LessonSession,
        plan: LessonPlan,
        warn: Callable[[str], None] = lambda sentence: None,
        note: Callable[[Input], None] | None = None,
    ) -> None:
        """Begin.

        Args:
            store: progress of all learners.
            session: from store.plan_session.
            plan: for this session.
            warn: called with one sentence if progress cannot be written; the lesson goes on.
            note: called with every input, for a log.
        """
        self._store = store
        self._warn = warn
        self._note = note
        self._hand = store.learner(session.learner).hand
        self._cards: dict[str, LetterCard] = store.cards(session.learner, skill_of(session.mode))
        zone = session.started.tzinfo if session.started else None
        self._history = store.history(session.learner, skill_of(session.mode), zone)
        self._reviews: list[Review] = []
        self._letters, self._weak = plan.letters, plan.weak
        self._counted: set[str] = set()
        self._new: set[str] = set()
        self._seq = 0
        self._last_warning = ""
        self._first_t: float | None = None
        self._last_t = 0.0
        self._tried_t = 0.0
        self.session = session
        self.due, self.new = plan.due, min(sum(new for _, new in plan.agenda), rules.NEW_LETTERS)
        self.result: SessionResult | None = None
        self.engine = open_engine(plan)

    def step(self, event: Input) -> list[Effect]:
        """Pass an input to the engine and return its effects; those that count are on the disk then, or wait."""
        if self._first_t is None:
            self._first_t = self._tried_t = event.t
        self._last_t = event.t
        if self._store.waiting and event.t - self._tried_t >= RETRY_S:
            self._tried_t = event.t
            self._try(self._store.flush)
        if self._note is not None:
            self._note(event)
        effects = self.engine.step(event)
        for effect in effects:
            if isinstance(effect, Record):
                self._keep(effect)
            elif isinstance(effect, End) and self._seq:
                self._finish(effect)
        return effects

    @property
    def answered(self) -> int:
        """Number of reviews so far: prompts without the one that waits for an answer."""
        return self._seq

    def hand(self, setting: str) -> Handedness:
        """Return the hand that pictures must show: as set, else the one the learner signs with, else the right one."""
        if setting == "left" or setting == "right":
            return cast(Handedness, setting)
        return self._hand or "right"

    def stop(self) -> None:
        """End a session that is cut off because the program ends; store and log that."""
        if self._first_t is not None and not self.engine.over:
            self.step(Pressed(self._last_t, "stop"))

    def _keep(self, record: Record) -> None:
        review = record.review
        letter = review.ask.letter
        at_s = record.t - (self._first_t if self._first_t is not None else record.t)
        if review.ask.new:
            self._new.add(letter)
        card = None
        # The first answer of a session tests the memory; later ones repeat what was just shown.
        if review.rating is not None and letter not in self._counted:
            started = self.session.started
            now = started + timedelta(seconds=at_s) if started else None
            card = after_answer(
                self._cards.get(letter), letter, review.rating, self.session.number, now, letter in self._new
            )
            self._counted.add(letter)
            self._cards[letter] = card
        self._seq += 1
        self._reviews.append(review)
        skill = skill_of(self.session.mode)
        self._try(lambda: self._store.add(self.session, self._seq, at_s, review, skill, card))

    def _finish(self, end: End) -> None:
        score = None if end.reason == "stopped" else end.summary.score  # a round that is cut off has none
        number, started = self.session.number, self.session.started
        self.result = result_of(
            self._history, self._reviews, self._cards, self._letters, number, started, score, self._weak
        )
        self._try(lambda: self._store.finish(self.session, end.reason, score))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except ProgressError as error:  # a memory card that is full or worn out
            if str(error) != self._last_warning:
                self._warn(str(error))
            self._last_warning = str(error)
        else:
            self._last_warning = ""


def trusted_now(store: ProgressStore, wall: datetime, synchronised: bool) -> datetime | None:
    """Return the date to count days with, None if the clock is not trusted; the store keeps the newest date.

    Args:
        store: keeps the newest date that was seen.
        wall: the wall clock.
        synchronised: the system says that its clock is set.
    """
    ok = trusted(wall, store.last_seen(), synchronised)
    if synchronised:
        with contextlib.suppress(ProgressError):  # the file is in use or the disk full: the next session notes it
            store.note_date(wall)
    return wall if ok else None
