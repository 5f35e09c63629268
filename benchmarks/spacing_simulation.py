"""Simulate how much of the alphabet learners remember after lessons of equal length in different orders.

Each simulated learner practises for the same minutes on the same days, in one of four ways: by the product's schedule
with a trusted date (FSRS), by the same schedule counting sessions, in shuffled order, or one letter five times in a row
("massed"). Then the program computes which share of the alphabet each would still know without further practice.

Two models of memory answer, which differ: the activation model of Pavlik and Anderson (2005; ACT-R), in which a
repetition of a fresh memory decays faster, and FSRS-6 (package `fsrs`) with its published parameters, whose intervals
the schedule across sessions uses, too. Prompts take as long as in the tutor: thinking, hold, pauses, help. No figure
here is about people.

"limit" is the share of first tries that a learner who forgets nothing gets right: the hand alone fails. No order of
prompts can lead to more.
"""

import itertools
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

from fsrs import Card, Rating, Scheduler

from benchmarks._common import parser_for
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, Real
from device.tutor import rules
from device.tutor.confusables import confusable_with
from device.tutor.events import PromptSpec, Review
from device.tutor.memory import after_answer, skill_of
from device.tutor.plan import make_plan, open_prompter
from device.tutor.progress import LessonSession, ProgressStore
from device.tutor.prompt_state import rating_of
from device.tutor.prompts import Prompter, RoundPrompts
from tests.fakes.learners import LABELS, LETTERS, ActivationMemory

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAYS = (0, 1, 2, 4, 6, 9, 12, 16)
"""Days of the sessions: often at first, then less."""
TESTS = (1, 7, 28)
"""Days after the last session."""
MASSED = 5
"""Prompts of a letter in a row."""
MOVE_S = 0.25
HELD_S = rules.SETTLE_S + rules.HOLD_S + MOVE_S
LOOK_S = 0.5
"""Longer until the sign when a picture is shown."""
GUESSES = 0.5
"""Share of unknown letters that are guessed; for the others the learner waits for the hint."""
MANY = 500
"""Prompts of a session that ends by the clock."""
WAYS = ("spaced, by date", "spaced, by session", "shuffled", "massed")


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


@dataclass(frozen=True)
class Habits:
    """Habits of one learner.

    Attributes:
        think_s: from a prompt to moving.
        clumsy: probability that a known handshape comes out as a confusable one.
    """

    think_s: float = 1.0
    clumsy: float = 0.03


KINDS = {"average": Habits(), "slow": Habits(think_s=2.5), "clumsy": Habits(clumsy=0.15)}


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


@dataclass
class Result:
    """Result of one learner.

    Attributes:
        known: days after the last session → share of the alphabet known.
        first: whether each prompt was answered right at the first attempt without help, new letters excluded.
        prompts: of all sessions.
        new: most new letters in one session.
    """

    known: dict[int, float] = field(default_factory=dict)
    first: list[bool] = field(default_factory=list)
    prompts: int = 0
    new: int = 0


def simulate(way: str, memory: Memory, habits: Habits, seed: str, minutes: float) -> Result:
    """Run all sessions of one learner; each ends with the prompt in which `minutes` are reached."""
    rng, result = Random(seed), Result()
    course = Course(way, rng)
    for day in DAYS:
        prompter, t, new = course.begin(day), 0.0, 0
        while t < 60 * minutes and (ask := prompter.next()) is not None:
            review, t = _answer(ask, memory, habits, rng, day, t)
            prompter.done(review)
            course.keep(review, t)
            new += ask.new
            result.prompts += 1
            if not ask.new:
                result.first.append(not review.hinted and not review.rivals)
        result.new = max(result.new, new)
    last = DAYS[-1]
    result.known = {
        days: statistics.mean(memory.recall(letter, last + days, 0) for letter in LETTERS) for days in TESTS
    }
    return result


def _answer(ask: PromptSpec, memory: Memory, habits: Habits, rng: Random, day: int, t: float) -> tuple[Review, float]:
    """Answer a prompt at time t; return its review and the time of the next prompt."""
    letter, think = ask.letter, habits.think_s * rng.uniform(0.7, 1.5)
    family = sorted(confusable_with(letter) & set(LETTERS)) or list(LETTERS)
    start, hinted = t, False
    rivals: tuple[str, ...] = ()
    known = not ask.new and rng.random() < memory.recall(letter, day, t)
    if ask.new:
        t += think + LOOK_S + HELD_S
    elif known and rng.random() >= habits.clumsy:
        t += think + HELD_S
    elif known or rng.random() < GUESSES:
        t += (1 if known else 2) * think + HELD_S
        rivals, hinted = (rng.choice(family),), True
        memory.meet(letter, day, t, known)
        t += rules.MISS_S + think + HELD_S
    else:
        t, hinted = t + rules.HINT_S + think + HELD_S, True
    memory.meet(letter, day, t, known or bool(rivals))
    rating = None if ask.new else rating_of("right", first=not rivals, helped=hinted, took_s=t - start)
    review = Review(ask, "right", "right", rating, 1 + len(rivals), rivals, hinted, t - start)
    return review, t + rules.RIGHT_S


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each model, kind of learner and way."""
    parser = parser_for(__doc__)
    parser.add_argument("--learners", type=COUNT, default=24, help="of each kind (default: %(default)s)")
    parser.add_argument("--minutes", type=Real(0.5, 60.0), default=3.75, help="of a session (default: %(default)s)")
    args = parser.parse_args(arguments)
    out = sys.stdout.write
    out(
        f"{args.learners} learners of each kind, {len(DAYS)} sessions of {args.minutes} minutes on days "
        f"{', '.join(map(str, DAYS))}\n{'memory':8}{'learner':10}{'order':20}"
        + "".join(f"{f'+{days} d':>9}" for days in TESTS)
        + f"{'first try':>11}{'limit':>8}{'prompts':>9}{'new':>5}\n"
    )
    for (model, make), (kind, habits), way in itertools.product(MODELS.items(), KINDS.items(), WAYS):
        results = [simulate(way, make(), habits, f"{kind} {i}", args.minutes) for i in range(args.learners)]
        known = "".join(f"{statistics.mean(result.known[days] for result in results):>9.1%}" for days in TESTS)
        first = statistics.mean(statistics.mean(result.first) for result in results)
        prompts = statistics.mean(result.prompts for result in results)
        tries = f"{first:>11.1%}{1 - habits.clumsy:>8.0%}"
        out(f"{model:8}{kind:10}{way:20}{known}{tries}{prompts:>9.0f}{max(r.new for r in results):>5}\n")


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
