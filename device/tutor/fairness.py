"""What the tutor owes a learner whose letters the models do not read: limits to asking, and the learner's own word.

A letter that could not be seen twice in a session is parked. A letter that is read as the same other letter twice leads
to a question. Pure.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from device.tutor import rules

Pair = tuple[str, str]


@dataclass(frozen=True)
class Leniency:
    """What is known before a session.

    Attributes:
        weak: letters that the installed models read badly.
        accepted: letters that a teacher or the learner has marked: any held hand counts.
        unseen: letters that could not be seen when they were last prompted.
        vouched: (prompted, recognized) pairs for which the learner has said today that the prompt was signed.
        doubted: pairs for which the learner has said so on any day.
    """

    weak: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    vouched: frozenset[Pair] = frozenset()
    doubted: frozenset[Pair] = frozenset()


@dataclass
class Fairness:
    """Counts of one session.

    Attributes:
        leniency: what is known before it.
    """

    leniency: Leniency = field(default_factory=Leniency)

    def __post_init__(self) -> None:
        """Start with no failures but those of earlier sessions."""
        self._unseen: dict[str, int] = dict.fromkeys(self.leniency.unseen, rules.PARK_AT - 1)
        self._misread: dict[Pair, int] = dict.fromkeys(self.leniency.doubted, rules.QUESTION_AT - 1)
        self._missing: dict[str, int] = {}
        self._vouched: set[Pair] = set(self.leniency.vouched)

    def accepts(self, letter: str) -> bool:
        """Return whether any held hand counts as this letter."""
        return letter in self.leniency.accepted

    def is_vouched(self, letter: str, rival: str) -> bool:
        """Return whether the learner has said today that `letter` was signed where `rival` was recognized."""
        return (letter, rival) in self._vouched

    def vouch(self, letter: str, rival: str) -> None:
        """Note that the learner says so."""
        self._vouched.add((letter, rival))

    def hesitates(self, letter: str, doubts: int) -> bool:
        """Return whether a wrong answer is not yet called wrong, after `doubts` of them at this prompt."""
        return letter in self.leniency.weak and doubts < rules.WEAK_DOUBTS

    def misread(self, letter: str, rival: str) -> bool:
        """Count that `rival` was recognized for `letter`; return whether to ask the learner what was signed."""
        pair = (letter, rival)
        self._misread[pair] = self._misread.get(pair, 0) + 1
        return self._misread[pair] == rules.QUESTION_AT

    def unseen(self, letter: str) -> bool:
        """Count that `letter` could not be seen; return whether it is parked now."""
        self._unseen[letter] = self._unseen.get(letter, 0) + 1
        return self._unseen[letter] >= (rules.PARK_WEAK_AT if letter in self.leniency.weak else rules.PARK_AT)

    def missing(self, letter: str) -> bool:
        """Count that `letter` was prompted and no answer came; return whether it is parked now."""
        self._missing[letter] = self._missing.get(letter, 0) + 1
        return self._missing[letter] >= rules.PARK_AT

    def seen(self, letter: str) -> None:
        """Note that `letter` was read: earlier failures no longer count."""
        self._unseen.pop(letter, None)


def leniency_of(
    weak: Collection[str],
    accepted: Collection[str],
    unseen: Collection[str],
    vouched: Collection[Pair],
    doubted: Collection[Pair],
) -> Leniency:
    """Return what is known before a session, from the values of a plan."""
    return Leniency(frozenset(weak), frozenset(accepted), frozenset(unseen), frozenset(vouched), frozenset(doubted))
