"""What spacing is worth to simulated learners: `python -m benchmarks.spacing_simulation --learners 12`.

Each learner has the same number of letters asked on the same days, in one of four ways: by the station's schedule
with a trusted date (FSRS), by the same schedule counting sessions, in shuffled order, or one letter at a time until it
is done with ("massed"). Then, without further practice, the share of the alphabet each would still know. Learners'
memory is a published model that knows nothing of the schedule (tests/fakes/learners.py). Simulated: no figure here is
about people.
"""

import argparse
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tqdm import tqdm

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
DAYS = (0, 1, 2, 4, 6, 9, 12, 16)  # a beginner who comes often at first, then less
TESTS = (1, 7, 28)  # days after the last session
MASSED = 5  # times in a row
HABITS = {
    "average": Habits(),
    "slow": Habits(think_s=2.5),
    "confuses M and N": Habits(confuses="MN"),
    "clumsy": Habits(clumsy=0.15),
}
Step = Callable[[Input], list[Effect]]


class Fixed:
    """A prompter that ignores how it goes, apart from what is new."""

    def __init__(self, letters: Any, met: set[str], trials: int) -> None:
        self._letters, self._met, self._left = letters, met, trials

    def next(self) -> PromptSpec | None:
        self._left -= 1
        if self._left < 0:
            return None
        letter = next(self._letters)
        return PromptSpec(letter, new=letter not in self._met)

    def done(self, review: Review) -> None:
        if review.outcome != "ungraded":
            self._met.add(review.ask.letter)


class Course:
    """Opens one session after the other in one of the four ways."""

    def __init__(self, way: str, trials: int, seed: str) -> None:
        self._way, self._trials = way, trials
        self._store = ProgressStore.in_memory()
        self._met: set[str] = set()
        rng = Random(seed)
        bag = RoundPrompts(LETTERS, rng)
        order = rng.sample(LETTERS, len(LETTERS))
        shuffled = (bag.next().letter for _ in iter(int, 1))
        massed = (order[i // MASSED % len(order)] for i, _ in enumerate(iter(int, 1)))
        self._letters = shuffled if way == "shuffled" else massed

    def session(self, day: int) -> tuple[Step, Engine]:
        """The next session, on this day: what takes an input, and the engine behind it."""
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
    """Of one learner: share of the alphabet known days after the last session; of prompts, the share that was right at
    the first try without help; letters met; minutes in all."""

    known: dict[int, float]
    first_try: float
    met: int
    minutes: float


def live(way: str, habits: Habits, seed: str, trials: int, decay: float) -> Result:
    """One learner's weeks."""
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=12, help="of each kind")
    parser.add_argument("--trials", type=int, default=30, help="letters asked in a session")
    parser.add_argument("--decay", type=float, default=ActivationMemory.A, help="of every memory trace, at least")
    args = parser.parse_args()
    ways = ("spaced, by date", "spaced, by session", "shuffled", "massed")
    jobs = [(kind, way, number) for kind in HABITS for way in ways for number in range(args.learners)]
    results: dict[tuple[str, str], list[Result]] = {}
    for kind, way, number in tqdm(jobs, unit="learner", disable=None):
        result = live(way, HABITS[kind], f"{kind} {number}", args.trials, args.decay)
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
    main()
