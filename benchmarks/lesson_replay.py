"""Replay webcam bursts as learners in whole lessons, and measure how fair the tutor is to them.

Each signer of the bursts becomes a learner who knows all letters (`_burst_learner.py` here). Measured are:

- letters that are never accepted while the learner signs them for 20 s, at the first prompt of a session;
- the share of whole lessons that the prompts for these letters take, and that all letters take whose first hold was not
  accepted;
- correct signs that were called wrong, of all holds in the lessons and of the first hold of each letter;
- confusable letters that were signed in place of the prompt, by a learner who does not claim to be right, and accepted.

With `--split dev`, the signers are the webcam people of `dev`, whose stills are strung together (`_stills.py` here).
Their hands jump between two stills, and some sit in rooms where the networks see little. The rules of patience were
chosen on them. With `--split eval`, the signers are those of the filmed bursts: three of `eval`, on whom nothing was
chosen, and one training signer.
"""

import statistics
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks._burst_learner import BurstLearner, Bursts, practise
from benchmarks._bursts import burst_signers, engine_for
from benchmarks._common import letters_of, model_identity, read_burst, recognition_parser, recognize_burst
from benchmarks._stills import dev_signers, strung_bursts
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.system.command_line import exit_code_of
from device.system.option_types import COUNT
from device.tutor.confusables import confusable_with
from device.tutor.engine import Engine
from device.tutor.events import Effect, End, Feedback, Prompt
from device.tutor.fairness import Leniency
from device.tutor.lesson import Lesson
from device.tutor.plan import make_plan, weak_letters
from device.tutor.progress import ProgressStore
from device.types import Pixels

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PROBE_S = 20.0
"""Time for which a learner tries one letter."""


@dataclass
class Result:
    """Result of one signer.

    Attributes:
        never: letters that were never accepted in PROBE_S.
        first: outcome of the first hold of each letter.
        lost: share of the lessons' time that prompts for the letters of `never` took.
        slow: share of the lessons' time that prompts took whose first hold was not accepted.
        holds, wrong: correct signs that were judged in the lessons, and those of them that were called wrong.
        minutes: of a lesson, mean.
        asked, accepted: confusable letters signed in place of a prompt, and those of them that were accepted.
    """

    never: list[str] = field(default_factory=list)
    first: Counter[str] = field(default_factory=Counter)
    lost: float = 0.0
    slow: float = 0.0
    holds: int = 0
    wrong: int = 0
    minutes: float = 0.0
    asked: int = 0
    accepted: list[str] = field(default_factory=list)


def measure(bursts: Bursts, recognizer: Recognizer, lessons: int, trials: int) -> Result:
    """Measure one signer.

    Args:
        bursts: {letter: scores of its frames}.
        recognizer: that scored them.
        lessons: number of lessons, one a day.
        trials: letters in each.
    """
    result = Result()
    for letter in bursts:
        effects = practise(_engine(recognizer, letter), BurstLearner(bursts), PROBE_S + 1.0)
        answers = [effect.outcome for effect in effects if isinstance(effect, Feedback)]
        result.first[answers[0] if answers else "none"] += 1
        if "right" not in answers:
            result.never.append(letter)
        for rival in sorted(confusable_with(letter) & set(bursts)):
            result.asked += 1
            other = practise(_engine(recognizer, rival), BurstLearner(bursts, {rival: letter}), 6.0)
            first = next((effect.outcome for effect in other if isinstance(effect, Feedback)), None)
            result.accepted += [f"{letter} for {rival}"] if first == "right" else []
    _measure_lessons(result, bursts, recognizer, lessons, trials)
    return result


def _measure_lessons(result: Result, bursts: Bursts, recognizer: Recognizer, lessons: int, trials: int) -> None:
    store = ProgressStore.in_memory()
    letters, total, lost, slow = "".join(bursts), 0.0, 0.0, 0.0
    for day in range(lessons):
        session = store.plan_session("red-fox", "letters", START + timedelta(days=day))
        plan = make_plan(
            store,
            session,
            recognizer.labels,
            recognizer.excluded,
            letters,
            (),
            trials,
            recognizer.metadata.thresholds,
            recognizer.metadata.letter_recall(),
        )
        effects = practise(Lesson(store, session, plan), BurstLearner(bursts))
        total += effects[-1].t
        for spent, letter, answers in prompts_of(effects):
            lost += spent if letter in result.never else 0.0
            slow += spent if answers[0] != "right" else 0.0
            judged = [answer for answer in answers if answer != "ungraded"]
            result.holds += len(judged)
            result.wrong += judged.count("wrong")
    store.close()
    result.lost, result.slow, result.minutes = lost / total, slow / total, total / 60 / lessons


def prompts_of(effects: Sequence[Effect]) -> Iterator[tuple[float, str, list[str]]]:
    """Yield the time that each prompt took until the next one, its letter, and the outcomes of its answers."""
    start: Prompt | None = None
    answers: list[str] = []
    for effect in effects:
        if start is not None and (isinstance(effect, End) or (isinstance(effect, Prompt) and effect.attempt == 1)):
            yield effect.t - start.t, start.ask.letter, answers or ["none"]
            start = None
        if isinstance(effect, Prompt) and effect.attempt == 1:
            start, answers = effect, []
        elif isinstance(effect, Feedback):
            answers.append(effect.outcome)


def _engine(recognizer: Recognizer, letter: str) -> Engine:
    weak = weak_letters(recognizer.metadata.letter_recall())
    return engine_for(recognizer, letter, Leniency(frozenset(weak)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of each signer."""
    parser = recognition_parser(__doc__)
    parser.add_argument("--split", choices=("dev", "eval"), default="eval", help="whose hands (default: %(default)s)")
    parser.add_argument("--lessons", type=COUNT, default=3, help="of each signer (default: %(default)s)")
    parser.add_argument("--trials", type=COUNT, default=30, help="letters in a lesson (default: %(default)s)")
    args = parser.parse_args(arguments)
    recognizer = open_recognizer(RecognitionSettings(path=args.path))
    known = letters_of(recognizer)
    out = sys.stdout.write
    out(f"{model_identity()}\n")
    head = ("letters", "never", "lost", "slow", "first wrong", "wrong holds", "accepted", "minutes")
    out(f"{'signer':16}{'split':7}" + "".join(f"{name:>13}" for name in head) + "\n")
    results = []
    for signer, split, pictures in _people(args.data, args.split):
        bursts = {letter: recognize_burst(recognizer, pictures[letter]) for letter in pictures if letter in known}
        result = measure(bursts, recognizer, args.lessons, args.trials)
        results.append((split, result))
        values = (
            str(len(bursts)),
            str(len(result.never)),
            f"{result.lost:.0%}",
            f"{result.slow:.0%}",
            f"{result.first['wrong']} of {len(bursts)}",
            f"{result.wrong} of {result.holds}",
            f"{len(result.accepted)} of {result.asked}",
            f"{result.minutes:.1f}",
        )
        out(f"{signer:16}{split:7}" + "".join(f"{value:>13}" for value in values) + "\n")
        never, accepted = ", ".join(result.never) or "none", ", ".join(result.accepted) or "none"
        out(f"    never accepted: {never}; accepted for another letter: {accepted}\n")
    chosen = [result for split, result in results if split == args.split]
    out(
        f"{args.split}: lost {statistics.mean(each.lost for each in chosen):.0%} in the mean of people, "
        f"called wrong {sum(each.wrong for each in chosen)} of {sum(each.holds for each in chosen)}, "
        f"accepted {sum(len(each.accepted) for each in chosen)} of {sum(each.asked for each in chosen)}, "
        f"never {sum(len(each.never) for each in chosen)} letters\n"
    )


def _people(data: Path, split: str) -> Iterator[tuple[str, str, dict[str, list[Pixels]]]]:
    """Yield each signer with the split and the images of each letter."""
    if split == "dev":
        signers = dev_signers(data)
        for signer in signers:
            yield signer, "dev", strung_bursts(signers, signer)
        return
    for each in burst_signers(data):
        yield each.name, each.split, {folder.name: read_burst(folder) for folder in each.folders}


if __name__ == "__main__":
    sys.exit(exit_code_of(main))
