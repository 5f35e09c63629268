"""One learner's session: the engine, and the progress it makes, kept review by review."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol, cast

from device.reading.text_line import ReadEngine
from device.system.clock import trusted
from device.tutor import rules
from device.tutor.engine import Engine, Prompter
from device.tutor.events import Effect, End, Input, Record, Scene
from device.tutor.memory import LetterCard, prompt_order, remember, skill_of
from device.tutor.progress.errors import ProgressError
from device.tutor.progress.store import LessonSession, ProgressStore
from device.tutor.prompts import LetterPrompts, RoundPrompts, WordPrompts
from device.tutor.schedule import Deck, faded
from device.tutor.verification import Verifier, VerifyThresholds
from device.types import Handedness


class LessonEngine(Protocol):
    """What the tutor and the reader have in common."""

    scene: Scene

    @property
    def over(self) -> bool: ...
    @property
    def share(self) -> float: ...
    def step(self, event: Input) -> list[Effect]: ...
    def left_s(self, t: float) -> float | None: ...


@dataclass(frozen=True)
class LessonPlan:
    """What a session is made from; with the inputs, all that a replay needs.

    Attributes:
        mode: see settings.PracticeSettings.
        labels: classes in the order of Scores.p.
        excluded: never met by a learner.
        letters: that may be asked for, e.g. "ABC…Y".
        words: for words mode.
        trials: letters asked for in a session.
        seed: of every choice.
        agenda: letters in the order of their first asking, each with whether it is new.
        confusions: asked, signed instead, weight.
        thresholds: of the model's metadata.
    """

    mode: str
    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    letters: str
    words: tuple[str, ...]
    trials: int
    seed: str
    agenda: tuple[tuple[str, bool], ...]
    confusions: tuple[tuple[str, str, float], ...]
    thresholds: tuple[tuple[str, float], ...] = ()


def make_plan(
    store: ProgressStore,
    session: LessonSession,
    labels: tuple[str, ...],
    excluded: tuple[str, ...],
    letters: str,
    words: tuple[str, ...],
    trials: int,
    thresholds: dict[str, float],
) -> LessonPlan:
    """What this learner should do in this session, by what is remembered of the ones before."""
    memories = store.memories(session.learner, skill_of(session.mode))
    order = prompt_order(memories, letters, session.number, session.started, Random(session.seed))
    weights = faded(store.confusions(session.learner), session.number)
    confusions = tuple(sorted((asked, signed, weight) for (asked, signed), weight in weights.items()))
    limits = tuple(sorted((name, value) for name, value in thresholds.items() if name.startswith("verify_")))
    return LessonPlan(
        session.mode, labels, excluded, letters, words, trials, session.seed, tuple(order), confusions, limits
    )


def open_engine(plan: LessonPlan) -> LessonEngine:
    """The engine for a plan; the same plan and inputs give the same effects."""
    if plan.mode == "read":
        return ReadEngine()
    verifier = Verifier(plan.labels, plan.excluded, VerifyThresholds.of(dict(plan.thresholds)))
    return Engine(plan.labels, _prompter(plan), rules.RULES[plan.mode], verifier)


def _prompter(plan: LessonPlan) -> Prompter:
    rng = Random(plan.seed)
    if plan.mode == "round":
        return RoundPrompts(plan.letters, rng)
    if plan.mode == "words":
        new = {letter for letter, is_new in plan.agenda if is_new}
        wanted = [letter for letter, is_new in plan.agenda if not is_new]
        return WordPrompts(plan.words, plan.letters, wanted, new, plan.trials, rng)
    confusions = {(asked, signed): weight for asked, signed, weight in plan.confusions}
    return LetterPrompts(Deck(plan.agenda, confusions, rng), plan.trials)


class Lesson:
    """Steps an engine and writes what it records, each review before the effects are returned.

    Attributes:
        engine: of this session.
        session: as the store knows it.
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
            warn: gets a sentence when progress cannot be written; practice goes on.
            note: is told every input, for a log.
        """
        self._store = store
        self._warn = warn
        self._note = note
        self._hand = store.learner(session.learner).hand
        self._memories: dict[str, LetterCard] = store.memories(session.learner, skill_of(session.mode))
        self._counted: set[str] = set()
        self._new: set[str] = set()
        self._seq = 0
        self._complaint = ""
        self._first_t: float | None = None
        self.session = session
        self.engine = open_engine(plan)

    def step(self, event: Input) -> list[Effect]:
        """The engine's effects, with all of them that count already on the disk."""
        if self._first_t is None:
            self._first_t = event.t
        if self._note is not None:
            self._note(event)
        effects = self.engine.step(event)
        for effect in effects:
            if isinstance(effect, Record):
                self._keep(effect)
            elif isinstance(effect, End) and self._seq:
                self._finish(effect.reason, effect.summary.score)
        return effects

    def hand(self, setting: str) -> Handedness:
        """The hand pictures must show: as set, or as the learner was seen to sign, or the right."""
        if setting == "left" or setting == "right":
            return cast(Handedness, setting)
        return self._hand or "right"

    def leave(self, reason: str) -> None:
        """The session is cut off from outside: the program ends, another learner comes."""
        if self._seq and not self.engine.over:
            self._finish(reason, None)

    def _keep(self, record: Record) -> None:
        review = record.review
        letter = review.ask.letter
        at_s = record.t - (self._first_t if self._first_t is not None else record.t)
        if review.ask.new:
            self._new.add(letter)
        memory = None
        # The first answer of a session is the test of memory; later ones repeat what was just seen.
        if review.rating is not None and letter not in self._counted:
            started = self.session.started
            now = started + timedelta(seconds=at_s) if started else None
            memory = remember(
                self._memories.get(letter), letter, review.rating, self.session.number, now, letter in self._new
            )
            self._counted.add(letter)
            self._memories[letter] = memory
        self._seq += 1
        skill = skill_of(self.session.mode)
        self._try(lambda: self._store.add(self.session, self._seq, at_s, review, skill, memory))

    def _finish(self, reason: str, score: int | None) -> None:
        self._try(lambda: self._store.finish(self.session, reason, score))

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except ProgressError as error:  # a card that is full or worn out
            if str(error) != self._complaint:
                self._warn(str(error))
            self._complaint = str(error)


def trusted_now(store: ProgressStore, wall: datetime, synchronised: bool) -> datetime | None:
    """The date to count days with, None when it is not to be trusted; the store remembers what was seen."""
    fine = trusted(wall, store.last_seen(), synchronised)
    if synchronised:
        store.note_date(wall)
    return wall if fine else None
