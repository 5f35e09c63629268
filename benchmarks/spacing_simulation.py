"""Simulate how much of the alphabet learners remember with spaced and with massed practice.

Each simulated learner is asked the same number of letters on the same days, in one of four ways: by the product's
schedule with a trusted date (FSRS), by the same schedule counting sessions, in shuffled order, or one letter several
times in a row ("massed"). Then the program computes which share of the alphabet each would still know without further
practice. The learners' memory is a published model that is independent of the schedule (tests/fakes/learners.py). No
figure here is about people.
"""

import itertools
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from tqdm import tqdm

from benchmarks._common import parser_for
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, SIGNED_COUNT, Real
from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.events import Effect, Input, PromptSpec, Record, Review
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan
from device.tutor.progress import ProgressStore
from device.tutor.prompts import RoundPrompts
from device.tutor.verification import Verifier
from tests.fakes.learners import LABELS, LETTERS, ActivationMemory, Habits, SimulatedLearner, practise

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAYS = (0, 1, 2, 4, 6, 9, 12, 16)
"""Days of the sessions: often at first, then less."""
TESTS = (1, 7, 28)
"""Days after the last session."""
MASSED = 5
"""Prompts of a letter in a row."""
HABITS = {
    "average": Habits(),
    "slow": Habits(think_s=2.5),
    "confuses M and N": Habits(confuses="MN"),
    "clumsy": Habits(clumsy=0.15),
}
Step = Callable[[Input], list[Effect]]


class Fixed:
    """Prompts in a fixed order, whatever the learner answers."""

    def __init__(self, letters: Iterator[str], met: set[str], trials: int) -> None:
        """Ask `trials` of these letters; `met` holds the letters that are not new, and grows."""
        self._letters, self._met, self._left = letters, met, trials

    def next(self) -> PromptSpec | None:
        """Return the next prompt, None after the last."""
        self._left -= 1
        if self._left < 0:
            return None
        letter = next(self._letters)
        return PromptSpec(letter, new=letter not in self._met)

    def done(self, review: Review) -> None:
        """Note that the letter is no longer new."""
        if review.outcome != "ungraded":
            self._met.add(review.ask.letter)

    def park(self, letter: str) -> None:
        """Ignored: simulated hands are always seen."""


class Course:
    """One learner's sessions in one of the four ways."""

    def __init__(self, way: str, trials: int, seed: str) -> None:
        """Start a course of sessions with `trials` prompts each."""
        self._way, self._trials = way, trials
        self._store = ProgressStore.in_memory()
        self._met: set[str] = set()
        rng = Random(seed)
        bag = RoundPrompts(LETTERS, rng)
        order = rng.sample(LETTERS, len(LETTERS))
        shuffled = (spec.letter for spec in iter(bag.next, None))
        massed = (order[i // MASSED % len(order)] for i in itertools.count())
        self._letters = shuffled if way == "shuffled" else massed

    def session(self, day: int) -> tuple[Step, Engine]:
        """Return the step function of the session on this day, and its engine."""
        if self._way in ("shuffled", "massed"):
            prompter = Fixed(self._letters, self._met, self._trials)
            engine = Engine(LABELS, prompter, rules.RULES["letters"], Verifier(LABELS))
            return engine.step, engine
        date = START + timedelta(days=day) if self._way == "spaced, by date" else None
        session = self._store.plan_session("red-fox", "letters", date)
        plan = make_plan(self._store, session, LABELS, ("nothing",), LETTERS, (), self._trials, {})
        lesson = Lesson(self._store, session, plan)
        return lesson.step, lesson.engine


@dataclass
class Result:
    """Result of one learner.

    Attributes:
        known: days after the last session → share of the alphabet known.
        first_try: share of the prompts answered right at the first attempt without help, new letters excluded.
        met: letters asked at least once.
        minutes: of all sessions.
    """

    known: dict[int, float]
    first_try: float
    met: int
    minutes: float


def simulate(way: str, habits: Habits, seed: str, trials: int, decay: float) -> Result:
    """Run all sessions of one learner.

    Args:
        way: "spaced, by date", "spaced, by session", "shuffled" or "massed".
        habits: of the learner.
        seed: of everything random.
        trials: prompts in a session.
        decay: least decay of a memory trace.
    """
    memory = ActivationMemory()
    memory.A = decay
    learner, course = SimulatedLearner(habits, seed, memory), Course(way, trials, seed)
    tests, minutes = [], 0.0
    for number, day in enumerate(DAYS):
        if number:
            learner.clock += (day - DAYS[number - 1]) * 86400 * memory.H
        effects = practise(*course.session(day), learner)
        learner.clock += effects[-1].t
        minutes += effects[-1].t / 60
        learner.rest()
        tests += [effect.review for effect in effects if isinstance(effect, Record) and not effect.review.ask.new]
    known = {
        days: statistics.mean(memory.recall(letter, learner.clock + days * 86400 * memory.H) for letter in LETTERS)
        for days in TESTS
    }
    unaided = [review.outcome == "right" and not review.hinted and not review.rivals for review in tests]
    met = sum(memory.activation(letter, learner.clock) > -100 for letter in LETTERS)
    return Result(known, statistics.mean(unaided), met, minutes)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each kind of learner and way."""
    parser = parser_for(__doc__)
    parser.add_argument("--learners", type=COUNT, default=12, help="of each kind (default: %(default)s)")
    parser.add_argument("--trials", type=SIGNED_COUNT, default=30, help="prompts in a session (default: %(default)s)")
    parser.add_argument(
        "--decay", type=Real(0.0, 10.0), default=ActivationMemory.A, help="least decay of a memory trace"
    )
    args = parser.parse_args(arguments)
    ways = ("spaced, by date", "spaced, by session", "shuffled", "massed")
    jobs = [(kind, way, number) for kind in HABITS for way in ways for number in range(args.learners)]
    results: dict[tuple[str, str], list[Result]] = {}
    for kind, way, number in tqdm(jobs, unit="learner", disable=None):
        result = simulate(way, HABITS[kind], f"{kind} {number}", args.trials, args.decay)
        results.setdefault((kind, way), []).append(result)
    out = sys.stdout.write
    out(
        f"{args.learners} learners of each kind, {len(DAYS)} sessions of {args.trials} letters on days "
        f"{', '.join(map(str, DAYS))}; decay {args.decay}\n"
    )
    out(
        f"{'learner':18}{'order':20}"
        + "".join(f"{f'known +{d} d':>14}" for d in TESTS)
        + f"{'first try':>11}{'met':>6}{'minutes':>9}\n"
    )
    for (kind, way), each in results.items():
        known = ""
        for days in TESTS:
            shares = [result.known[days] for result in each]
            known += f"{statistics.mean(shares):>8.0%} ±{statistics.pstdev(shares):4.0%}"
        out(
            f"{kind:18}{way:20}{known}{statistics.mean(result.first_try for result in each):>11.0%}"
            f"{statistics.mean(result.met for result in each):>6.1f}"
            f"{statistics.mean(result.minutes for result in each):>9.1f}\n"
        )


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
