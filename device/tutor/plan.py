"""What a session is made from, and the engine that runs it."""

from dataclasses import dataclass
from random import Random

from device.tutor import rules
from device.tutor.engine import Engine
from device.tutor.memory import prompt_order, skill_of
from device.tutor.progress import LessonSession, ProgressStore
from device.tutor.prompts import LetterPrompts, Prompter, RoundPrompts, WordPrompts
from device.tutor.schedule import Deck, faded
from device.tutor.verification import Verifier, VerifyThresholds


@dataclass(frozen=True)
class LessonPlan:
    """What a session is made from. With the inputs it is all that a replay needs; its fields are the log's format.

    Attributes:
        mode: one of settings.MODES.
        labels: classes in the order of Scores.p.
        excluded: classes that are never shown to a learner.
        letters: letters that may be asked for, such as "ABC".
        words: words for the mode "words".
        trials: number of letters asked for in a session.
        seed: of every random choice.
        agenda: letters in the order of their first prompt, each with whether it is new.
        confusions: (letter asked for, letter signed instead, weight).
        thresholds: (name, value) of the model's metadata.
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
    """Plan a session from what is kept of the sessions before it.

    Args:
        store: progress of all learners.
        session: from store.plan_session.
        labels, excluded: of the perception.
        letters, words, trials: see LessonPlan.
        thresholds: of the model's metadata; those of the verification are used.
    """
    cards = store.cards(session.learner, skill_of(session.mode))
    order = prompt_order(cards, letters, session.number, session.started, Random(session.seed))
    weights = faded(store.confusions(session.learner), session.number)
    confusions = tuple(sorted((asked, signed, weight) for (asked, signed), weight in weights.items()))
    limits = tuple(sorted((name, value) for name, value in thresholds.items() if name.startswith("verify_")))
    return LessonPlan(
        session.mode, labels, excluded, letters, words, trials, session.seed, tuple(order), confusions, limits
    )


def open_engine(plan: LessonPlan) -> Engine:
    """Create the engine for a plan. The same plan and inputs give the same effects.

    Args:
        plan: of any mode but "read", which has no tutor.
    """
    verifier = Verifier(plan.labels, plan.excluded, VerifyThresholds.of(dict(plan.thresholds)))
    return Engine(plan.labels, _prompter(plan), rules.RULES[plan.mode], verifier)


def judged_letters(labels: tuple[str, ...], excluded: tuple[str, ...]) -> str:
    """Return the letters that a model can judge, in the order of its labels."""
    return "".join(label for label in labels if len(label) == 1 and label not in excluded)


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
