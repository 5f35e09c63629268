"""Spacing inside a session. Pure and seeded.

Known letters come first, each once, with new letters in between. Then letters return after expanding gaps,
as in retrieval practice (Landauer and Bjork 1978): about 8, 14 and 24 other prompts, 3 after a mistake.
Confusable new letters are kept apart; pairs that the learner confuses later are drilled together. Edition 1, release
0.1, used gaps of 2, 5 and 10.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from device.tutor import rules
from device.tutor.confusables import are_confusable
from device.tutor.events import PromptSpec, Review

Pair = tuple[str, str]
DRILL = (0, 1, 0, 1)  # which letter of a pair is prompted; never the same twice in a row


@dataclass
class _Slot:
    """A letter that was prompted in this session.

    Attributes:
        trial: number of its newest prompt.
        gap: prompts until it should return.
        stage: index of the gap that follows the next right answer.
    """

    trial: int
    gap: int
    stage: int

    def urgency(self, trial: int) -> float:
        """Return how urgent it is as prompt number `trial`; it is due from 1 on. Short gaps become urgent faster."""
        return (trial - self.trial) / self.gap


class Deck:
    """Chooses the next letter, without an end: the caller decides how many to take."""

    def __init__(
        self,
        agenda: Sequence[tuple[str, bool]],
        confusions: Mapping[Pair, float],
        rng: Random,
        weak: Collection[str] = (),
        edition: int = rules.EDITION,
    ) -> None:
        """Start a session.

        Args:
            agenda: letters in the order of their first prompt, each with whether it is new to the learner.
            confusions: {(prompted, signed instead): weight}; older sessions count less.
            rng: seeded; the same seed and answers give the same letters.
            weak: letters that the models read badly; they are not drilled.
            edition: of the rules, see rules.rules_of.
        """
        self._wide = edition > 1
        self._gaps = (*rules.WIDE_GAPS, rules.LAST_GAP) if self._wide else (*rules.GAPS, rules.DONE_GAP)
        self._miss_gap = rules.MISS_GAP if self._wide else rules.GAPS[0]
        if self._wide:
            known = [entry for entry in agenda if not entry[1]]
            fresh = [entry for entry in agenda if entry[1]][: rules.NEW_LETTERS]
            agenda = [*known, *fresh] if known else fresh
        self._fresh = [letter for letter, _ in agenda]
        self._new = {letter for letter, new in agenda if new}
        self._asked: dict[str, _Slot] = {}
        self._known = {letter for letter, new in agenda if not new}
        self._confusions = dict(confusions)
        self._rng = rng
        self._weak = frozenset(weak)
        self._trial = 0
        self._since_fresh = 0
        self._since_new = rules.NEW_GAP
        self._first: dict[str, int] = {}  # letter → number of its first prompt
        self._since_drill = rules.DRILL_EVERY // 2
        self._drill: list[str] = []
        self._parked: set[str] = set()
        self._last = ""

    def next(self) -> PromptSpec:
        """Return the next prompt."""
        self._plan_drill()
        drill = bool(self._drill)
        choose = self._choose if self._wide else self._repeat_or_fresh
        letter = self._drill.pop(0) if drill else choose()
        if letter in self._fresh:
            self._fresh.remove(letter)
            self._since_fresh = 0
        else:
            self._since_fresh += 1
        self._since_drill = 0 if drill else self._since_drill + 1
        self._since_new = 0 if letter in self._new and letter not in self._asked else self._since_new + 1
        self._last = letter
        self._trial += 1
        self._first.setdefault(letter, self._trial)
        return PromptSpec(letter, new=letter in self._new, drill=drill)

    def done(self, review: Review) -> None:
        """Schedule the letter again after its review."""
        letter = review.ask.letter
        slot = self._asked.get(letter)
        # A new letter needs three right answers in its first session, a known one needs one.
        done = len(self._gaps) - 1
        stage = slot.stage if slot else (done if letter in self._known else 0)
        clean = review.outcome == "right" and not review.hinted and not review.rivals
        late = review.reason == "unseen" or (self._wide and review.reason in ("timeout", "away"))
        if review.outcome == "ungraded":  # again, with no other change; not soon if the models are at fault
            self._asked[letter] = _Slot(self._trial, rules.UNSEEN_GAP if late else 1, stage)
            return
        self._new.discard(letter)
        if clean or (review.outcome == "right" and review.ask.new):
            gap = self._gaps[stage]
            stage = min(stage + 1, done)
        else:
            gap = rules.WEAK_GAP if letter in self._weak else self._miss_gap
            stage = 0 if self._wide else done if letter in self._known else 1
        self._asked[letter] = _Slot(self._trial, gap, stage)
        for rival in review.rivals:
            self._confusions[letter, rival] = self._confusions.get((letter, rival), 0.0) + 1
        if review.ask.drill and clean:
            for pair in self._confusions:
                if letter in pair:
                    self._confusions[pair] *= rules.SESSION_FADE

    def park(self, letter: str) -> None:
        """Do not deal this letter again."""
        self._fresh = [each for each in self._fresh if each != letter]
        self._asked.pop(letter, None)
        self._drill = [] if letter in self._drill else self._drill
        self._parked.add(letter)

    @property
    def empty(self) -> bool:
        """Every letter is parked."""
        return not self._fresh and not self._asked

    def _choose(self) -> str:
        """Return a new letter if it is time for one, else a known one not yet prompted, else the most urgent one."""
        known = [letter for letter in self._fresh if letter not in self._new]
        new = [letter for letter in self._fresh if letter in self._new]
        apart = [letter for letter in new if not self._met_lately(letter)]
        if apart and self._since_new >= rules.NEW_GAP:
            return apart[0]
        if known:
            return next((letter for letter in known if not are_confusable(letter, self._last)), known[0])
        ready = [letter for letter, slot in self._asked.items() if self._trial - slot.trial >= rules.MISS_GAP]
        ready = [letter for letter in ready if letter != self._last]
        if ready:
            return max(ready, key=lambda letter: (self._asked[letter].urgency(self._trial), self._rng.random()))
        if new:
            return (apart or new)[0]
        others = [letter for letter in self._asked if letter != self._last] or list(self._asked)
        return min(others, key=lambda letter: self._asked[letter].trial)

    def _met_lately(self, letter: str) -> bool:
        """Return whether a confusable letter was new in this session a few prompts ago."""
        return any(
            are_confusable(letter, other) and self._trial - first < rules.APART
            for other, first in self._first.items()
            if other not in self._known
        )

    def _repeat_or_fresh(self) -> str:
        return self._repeat() or self._fresh[0]

    def _repeat(self) -> str | None:
        """Return a letter that should return now, None if a letter not yet prompted comes next."""
        if self._fresh and self._since_fresh >= rules.NEW_EVERY - 1:
            return None
        others = [letter for letter in self._asked if letter != self._last]
        if self._fresh and not any(self._asked[letter].urgency(self._trial) >= 1 for letter in others):
            return None
        choice = others or list(self._asked)
        return max(choice, key=lambda letter: (self._asked[letter].urgency(self._trial), self._rng.random()))

    def _plan_drill(self) -> None:
        has_room = not self._fresh or self._since_fresh + len(DRILL) < rules.NEW_EVERY
        if self._drill or self._since_drill < rules.DRILL_EVERY or not has_room:
            return
        pair = self._worst_pair()
        if pair is not None:
            first, second = self._rng.sample(pair, 2)
            if first == self._last:
                first, second = second, first
            self._drill = [(first, second)[i] for i in DRILL]

    def _worst_pair(self) -> Pair | None:
        """Return the two letters that the learner confuses most, of those already met; None below DRILL_AT."""
        weights: dict[Pair, float] = {}
        for (asked, signed), weight in self._confusions.items():
            met = (self._known | set(self._asked)) - self._weak - self._parked
            if are_confusable(asked, signed) and {asked, signed} <= met:
                pair = (min(asked, signed), max(asked, signed))
                weights[pair] = weights.get(pair, 0.0) + weight
        worst = max(weights, key=lambda pair: (weights[pair], pair), default=None)
        return worst if worst is not None and weights[worst] >= rules.DRILL_AT else None


def faded(events: Sequence[tuple[str, str, int]], session: int) -> dict[Pair, float]:
    """Weigh confusions by their age.

    Args:
        events: (prompted, signed, number of the session) of each.
        session: number of this session.

    Returns:
        {(prompted, signed): weight}; each earlier session multiplies a weight by SESSION_FADE.
    """
    weights: dict[Pair, float] = {}
    for asked, signed, number in events:
        weights[asked, signed] = weights.get((asked, signed), 0.0) + rules.SESSION_FADE ** (session - number)
    return weights
