"""What a session is made from, and the engine that runs it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random

from device.tutor import rules
from device.tutor.confusables import SHOWN_ANYWAY
from device.tutor.engine import Engine
from device.tutor.fairness import leniency_of
from device.tutor.memory import LetterCard, overdue, prompt_order, skill_of
from device.tutor.progress import LessonSession, ProgressStore
from device.tutor.prompts import LetterPrompts, Placement, Prompter, RoundPrompts
from device.tutor.schedule import Deck, faded
from device.tutor.verification import Verifier, VerifyThresholds
from device.tutor.word_prompts import WordPrompts

PLACED = 8  # letters that may be asked for, from which a placement saves time


@dataclass(frozen=True)
class LessonPlan:
    """What a session is made from. With the inputs it is all that a replay needs; its fields are the log's format.

    Attributes:
        mode: one of settings.MODES.
        labels: classes in the order of Scores.p.
        excluded: classes that are never shown to a learner.
        letters: letters or numbers that may be asked for, such as "ABC".
        words: words for the mode "words", rows of digits for "numbers"; without rows, numbers are asked for one by one.
        trials: number of letters asked for in a session.
        seed: of every random choice.
        agenda: letters in the order of their first prompt, each with whether it is new.
        confusions: (letter asked for, letter signed instead, weight).
        thresholds: (name, value) of the model's metadata.
        edition: of the rules, see rules.rules_of. Logs of release 0.1 name none and have edition 1.
        due: number of letters that are due.
        placement: the session begins with a placement, because nothing is known of this learner.
        own_words: of `words`, that the learner has chosen.
        last_speed, fixed_speed: of the mode "watch", letters a second, see watch_speed.WatchSpeed.
        weak, accepted, unseen, vouched, doubted: see fairness.Leniency; letters as one string.
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
    edition: int = 1
    due: int = 0
    placement: bool = False
    weak: str = ""
    accepted: str = ""
    unseen: str = ""
    vouched: tuple[tuple[str, str], ...] = ()
    doubted: tuple[tuple[str, str], ...] = ()
    own_words: tuple[str, ...] = ()
    last_speed: float | None = None
    fixed_speed: float | None = None


def make_plan(
    store: ProgressStore,
    session: LessonSession,
    labels: tuple[str, ...],
    excluded: tuple[str, ...],
    letters: str,
    words: tuple[str, ...],
    trials: int,
    thresholds: dict[str, float],
    recall: Mapping[str, float] | None = None,
    accepted: str = "",
    own_words: tuple[str, ...] = (),
) -> LessonPlan:
    """Plan a session from what is kept of the sessions before it.

    Args:
        store: progress of all learners.
        session: from store.plan_session.
        labels, excluded: of the perception.
        letters, words, trials: see LessonPlan.
        thresholds: of the model's metadata; those of the verification are used.
        recall: of single letters, see Metadata.letter_recall; None if it is not known.
        accepted: letters for which any held hand counts.
        own_words: that the learner has chosen; they are added to `words`.
    """
    cards = store.cards(session.learner, skill_of(session.mode))
    unseen = store.unseen(session.learner)
    rng = Random(session.seed)
    order = _begun_with_a_sign(
        prompt_order(cards, _asked_now(cards, letters, session, unseen), session.number, session.started, rng, unseen)
    )
    weights = faded(store.confusions(session.learner), session.number)
    confusions = tuple(sorted((asked, signed, weight) for (asked, signed), weight in weights.items()))
    limits = tuple(sorted((name, value) for name, value in thresholds.items() if name.startswith("verify_")))
    weak = weak_letters(recall or {})
    return LessonPlan(
        session.mode,
        labels,
        excluded,
        letters,
        tuple(dict.fromkeys((*own_words, *words))),
        trials,
        session.seed,
        tuple(order),
        confusions,
        limits,
        rules.EDITION,
        sum(overdue(cards[letter], session.number, session.started) >= 0 for letter in letters if letter in cards),
        _begins_with_placement(session, cards, letters, words) and len(order) >= PLACED,
        weak,
        accepted,
        "".join(sorted(unseen)),
        store.vouched(session.learner, session.started),
        store.doubted(session.learner),
        own_words,
    )


def open_engine(plan: LessonPlan) -> Engine:
    """Create the engine for a plan. The same plan and inputs give the same effects.

    Args:
        plan: of any mode but "read" and "watch", in which no letters are asked for.
    """
    verifier = Verifier(plan.labels, plan.excluded, VerifyThresholds.of(dict(plan.thresholds)))
    leniency = leniency_of(plan.weak, plan.accepted, plan.unseen, plan.vouched, plan.doubted)
    mode_rules = rules.rules_of("words" if spells(plan) else plan.mode, plan.edition)
    return Engine(plan.labels, open_prompter(plan), mode_rules, verifier, leniency)


def spells(plan: LessonPlan) -> bool:
    """Return whether a lesson asks for words or for rows of digits."""
    return plan.mode == "words" or (plan.mode == "numbers" and bool(plan.words))


def weak_letters(recall: Mapping[str, float]) -> str:
    """Return the letters that the models read badly, given the recall of single letters."""
    return "".join(sorted(letter for letter, share in recall.items() if share < rules.WEAK_RECALL))


def judged_letters(labels: tuple[str, ...], excluded: tuple[str, ...]) -> str:
    """Return the letters that a model can judge, in the order of its labels."""
    return "".join(label for label in labels if len(label) == 1 and label not in excluded)


def _begins_with_placement(
    session: LessonSession, cards: Mapping[str, LetterCard], letters: str, words: tuple[str, ...]
) -> bool:
    """Return whether nothing is known yet of the learner's letters, or numbers."""
    if session.mode == "numbers":
        return not words and not any(letter in cards for letter in letters)
    return session.mode == "letters" and session.number == 1


def _asked_now(cards: Mapping[str, LetterCard], letters: str, session: LessonSession, unseen: Collection[str]) -> str:
    """Return the letters without those that could not be seen and are not due, if enough are left."""
    rest = {
        letter for letter in unseen if letter in cards and overdue(cards[letter], session.number, session.started) < 0
    }
    left = "".join(letter for letter in letters if letter not in rest)
    return left if len(left) >= PLACED else letters


def _begun_with_a_sign(order: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return the order with a letter in front that is not shown by chance."""
    first = next((entry for entry in order if entry[0] not in SHOWN_ANYWAY), None)
    return order if first is None else [first, *(entry for entry in order if entry != first)]


def open_prompter(plan: LessonPlan) -> Prompter:
    """Create what chooses the prompts of a plan."""
    rng = Random(plan.seed)
    shown_anyway = SHOWN_ANYWAY if plan.edition >= rules.EDITION else ""
    if plan.mode == "round":
        return RoundPrompts(plan.letters, rng, shown_anyway)
    if spells(plan):
        new = {letter for letter, is_new in plan.agenda if is_new}
        wanted = [letter for letter, is_new in plan.agenda if not is_new]
        return WordPrompts(
            plan.words, plan.letters, wanted, new, plan.trials, rng, shown_anyway, plan.own_words, plan.edition > 1
        )
    confusions = {(asked, signed): weight for asked, signed, weight in plan.confusions}
    if plan.placement:
        letters = [letter for letter, _ in plan.agenda]
        return Placement(letters, lambda agenda: Deck(agenda, confusions, rng, plan.weak), plan.trials)
    return LetterPrompts(Deck(plan.agenda, confusions, rng, plan.weak, plan.edition), plan.trials)
