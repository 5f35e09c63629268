"""What the hand spells for a learner: words of known letters first, no word twice, missed words again. Pure."""

from collections.abc import Collection, Sequence
from pathlib import Path
from random import Random
from typing import Protocol

from device.tutor.confusables import TEACHING_ORDER

NAMES_FILE = Path(__file__).parents[1] / "assets" / "names.txt"
AGAIN_AFTER = 3
"""Other words between a missed word and its return."""


class WatchWords(Protocol):
    """Chooses what is spelled."""

    def take(self, longest: int) -> str:
        """Return the next word or number, of at most `longest` letters if there is one."""
        ...

    def missed(self, word: str) -> None:
        """Note that a word was not read: it comes back."""
        ...


class Returns:
    """Missed words on their way back."""

    def __init__(self) -> None:
        """Start with none."""
        self._waiting: list[tuple[int, str]] = []
        self._taken = 0

    def add(self, word: str) -> None:
        """Have a word return after AGAIN_AFTER others."""
        if all(word != each for _, each in self._waiting):
            self._waiting.append((self._taken + AGAIN_AFTER, word))

    def take(self) -> str | None:
        """Count a word, and return the one whose turn it is; None for a new one."""
        self._taken += 1
        if self._waiting and self._waiting[0][0] < self._taken:
            return self._waiting.pop(0)[1]
        return None


class ListedWords:
    """Words of a list: those whose letters the learner knows come first, then those with the fewest new letters."""

    def __init__(self, words: Sequence[str], known: Collection[str], rng: Random) -> None:
        """Begin.

        Args:
            words: in capitals, not empty.
            known: letters that the learner has practised. Others count as new, the later ones in teaching order more.
            rng: chooses among equally good words.
        """
        self._known, self._rng = frozenset(known), rng
        self._uses = dict.fromkeys(words, 0)
        self._returns = Returns()
        self._last = ""

    def take(self, longest: int) -> str:
        """Return the next word; see WatchWords."""
        word = self._returns.take()
        if word is None or word == self._last:
            choice = [each for each in self._uses if each != self._last] or list(self._uses)
            word = min(choice, key=lambda each: self._cost(each, longest))
        self._uses[word] = self._uses.get(word, 0) + 1
        self._last = word
        return word

    def missed(self, word: str) -> None:
        """Have the word come back."""
        self._returns.add(word)

    def _cost(self, word: str, longest: int) -> tuple[int, int, int, int, float]:
        new = set(word) - self._known
        newest = max((TEACHING_ORDER.find(letter) for letter in new), default=-1)
        too_long = max(0, len(word) - longest)
        return self._uses[word], too_long, len(new), newest, self._rng.random()


class Numbers:
    """Numbers with up to as many figures as words may have letters; none twice in a row."""

    def __init__(self, rng: Random) -> None:
        """Draw from `rng`."""
        self._rng = rng
        self._returns = Returns()
        self._last = ""

    def take(self, longest: int) -> str:
        """Return the next number; see WatchWords."""
        word = self._returns.take()
        while word is None or word == self._last:
            figures = self._rng.randint(1, max(1, min(longest, 4)))
            word = str(self._rng.randrange(10 ** (figures - 1) if figures > 1 else 0, 10**figures))
        self._last = word
        return word

    def missed(self, word: str) -> None:
        """Have the number come back."""
        self._returns.add(word)
