"""Spacing inside a session: an answer comes back after about 2, 5, 10 other letters. Pure and seeded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from device.tutor import rules
from device.tutor.confusables import are_confusable
from device.tutor.events import PromptSpec, Review

Pair = tuple[str, str]
DRILL = (0, 1, 0, 1)  # which of a pair is asked; changes of hand, never the same twice in a row


@dataclass
class _Slot:
    """A letter already asked for in this session: when it was, the gap after it, and which gap comes next."""

    trial: int
    gap: int
    stage: int

    def urgency(self, trial: int) -> float:
        """Of asking it as trial number `trial`; from 1 on it is due. A short gap runs out faster than a long one."""
        return (trial - self.trial) / self.gap


class Deck:
    """Chooses the next letter; deals for ever, the caller says when it is enough."""

    def __init__(self, agenda: Sequence[tuple[str, bool]], confusions: Mapping[Pair, float], rng: Random) -> None:
        """Start a session.

        Args:
            agenda: letters in the order they should first be asked, each with whether the learner never met it.
            confusions: (asked, signed instead) → how much, older sessions counting less.
            rng: seeded; the same seed and answers deal the same letters.
        """
        self._fresh = [letter for letter, _ in agenda]
        self._new = {letter for letter, new in agenda if new}
        self._asked: dict[str, _Slot] = {}
        self._known = {letter for letter, new in agenda if not new}
        self._confusions = dict(confusions)
        self._rng = rng
        self._trial = 0
        self._since_fresh = 0
        self._since_drill = rules.DRILL_EVERY // 2
        self._drill: list[str] = []
        self._last = ""

    def next(self) -> PromptSpec:
        """The letter of the next trial."""
        self._plan_drill()
        drill = bool(self._drill)
        letter = self._drill.pop(0) if drill else self._repeat() or self._fresh[0]
        if letter in self._fresh:
            self._fresh.remove(letter)
            self._since_fresh = 0
        else:
            self._since_fresh += 1
        self._since_drill = 0 if drill else self._since_drill + 1
        self._last = letter
        self._trial += 1
        return PromptSpec(letter, new=letter in self._new, drill=drill)

    def done(self, review: Review) -> None:
        """Place the letter anew by how it went."""
        letter = review.ask.letter
        slot = self._asked.get(letter)
        # Learned to three right answers, relearned in later sessions to one: more of a session for other letters.
        done = len(rules.GAPS)
        stage = slot.stage if slot else (done if letter in self._known else 0)
        clean = review.outcome == "right" and not review.hinted and not review.rivals
        if review.outcome == "ungraded":
            self._asked[letter] = _Slot(self._trial, 1, stage)  # soon, and nothing else has changed
            return
        self._new.discard(letter)
        if clean or (review.outcome == "right" and review.ask.new):
            gap = (*rules.GAPS, rules.DONE_GAP)[stage]
            stage = min(stage + 1, done)
        else:
            gap, stage = rules.GAPS[0], done if letter in self._known else 1
        self._asked[letter] = _Slot(self._trial, gap, stage)
        for rival in review.rivals:
            self._confusions[letter, rival] = self._confusions.get((letter, rival), 0.0) + 1
        if review.ask.drill and clean:
            for pair in self._confusions:
                if letter in pair:
                    self._confusions[pair] *= rules.SESSION_FADE

    def _repeat(self) -> str | None:
        """A letter that should come back now; None when it is a fresh one's turn."""
        if self._fresh and self._since_fresh >= rules.NEW_EVERY - 1:
            return None
        others = [letter for letter in self._asked if letter != self._last]
        if self._fresh and not any(self._asked[letter].urgency(self._trial) >= 1 for letter in others):
            return None
        choice = others or list(self._asked)
        return max(choice, key=lambda letter: (self._asked[letter].urgency(self._trial), self._rng.random()))

    def _plan_drill(self) -> None:
        room = not self._fresh or self._since_fresh + len(DRILL) < rules.NEW_EVERY
        if self._drill or self._since_drill < rules.DRILL_EVERY or not room:
            return
        pair = self._worst_pair()
        if pair is not None:
            first, second = self._rng.sample(pair, 2)
            if first == self._last:
                first, second = second, first
            self._drill = [(first, second)[i] for i in DRILL]

    def _worst_pair(self) -> Pair | None:
        """The two letters most mistaken for each other, of those the learner has met."""
        weights: dict[Pair, float] = {}
        for (asked, signed), weight in self._confusions.items():
            if are_confusable(asked, signed) and {asked, signed} <= self._known | set(self._asked):
                pair = (min(asked, signed), max(asked, signed))
                weights[pair] = weights.get(pair, 0.0) + weight
        worst = max(weights, key=lambda pair: (weights[pair], pair), default=None)
        return worst if worst is not None and weights[worst] >= rules.DRILL_AT else None


def faded(events: Sequence[tuple[str, str, int]], session: int) -> dict[Pair, float]:
    """Confusions as (asked, signed, number of the session) → their weight in session number `session`."""
    weights: dict[Pair, float] = {}
    for asked, signed, number in events:
        weights[asked, signed] = weights.get((asked, signed), 0.0) + rules.SESSION_FADE ** (session - number)
    return weights
