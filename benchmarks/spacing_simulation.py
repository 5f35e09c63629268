"""Simulate how much of the alphabet learners remember after lessons of equal length in different orders.

Each simulated learner practises for the same minutes on the same days, in one of four ways: by the product's schedule
with a trusted date (FSRS), by the same schedule counting sessions, in shuffled order, or one letter five times in a row
("massed"). Then the program computes which share of the alphabet each would still know without further practice.

Two models of memory answer, ACT-R and FSRS-6 (`_memory_models.py` here). Prompts take as long as in the tutor:
thinking, hold, pauses, help. No figure here is about people.

"limit" is the share of first tries that a learner who forgets nothing gets right: the hand alone fails. No order of
prompts can lead to more.
"""

import itertools
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks._common import parser_for
from benchmarks._memory_models import MODELS, Memory
from benchmarks._practice_orders import WAYS, Course
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT, Real
from device.tutor import rules
from device.tutor.confusables import confusable_with
from device.tutor.events import PromptSpec, Review
from device.tutor.prompt_state import rating_of
from tests.fakes.learners import LETTERS

DAYS = (0, 1, 2, 4, 6, 9, 12, 16)
"""Days of the sessions: often at first, then less."""
TESTS = (1, 7, 28)
"""Days after the last session."""
MOVE_S = 0.25
HELD_S = rules.SETTLE_S + rules.HOLD_S + MOVE_S
LOOK_S = 0.5
"""Longer until the sign when a picture is shown."""
GUESSES = 0.5
"""Share of unknown letters that are guessed; for the others the learner waits for the hint."""


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
