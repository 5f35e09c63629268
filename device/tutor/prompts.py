"""What is asked for, by mode: letters from the deck, words letter by letter, a shuffled bag against the clock."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random

from device.tutor.events import PromptSpec, Review
from device.tutor.schedule import Deck


class LetterPrompts:
    """So many letters from a deck; also pictures of them, in receptive mode."""

    def __init__(self, deck: Deck, trials: int) -> None:
        self._deck = deck
        self._left = trials

    def next(self) -> PromptSpec | None:
        """The next letter, None after the last."""
        self._left -= 1
        return self._deck.next() if self._left >= 0 else None

    def done(self, review: Review) -> None:
        """The deck learns from it."""
        self._deck.done(review)


class WordPrompts:
    """Whole words, letter by letter, until at least so many letters were asked for."""

    def __init__(
        self, words: Sequence[str], readable: str, wanted: Sequence[str], new: Collection[str], trials: int, rng: Random
    ) -> None:
        """Choose words.

        Args:
            words: capital letters only.
            readable: letters that can be asked for; others of a word are given.
            wanted: letters due, most urgent first: words rich in them come first.
            new: letters the learner has never met.
            trials: after which no new word begins.
        """
        self._readable = readable
        self._new = set(new)
        self._left = trials
        self._letters: list[PromptSpec] = []
        usable = [word for word in words if any(letter in readable for letter in word)]
        usable = usable or list(readable)  # no word has one of the letters chosen: they are asked for by themselves
        order = {word: (-len(set(word) & set(wanted)), rng.random()) for word in usable}
        self._words = sorted(order, key=lambda word: order[word])
        self._queue: list[str] = []

    def next(self) -> PromptSpec | None:
        """The next letter of the word, or the first of the next one."""
        if not self._letters:
            if self._left <= 0 or not self._words:
                return None
            self._queue = self._queue or list(self._words)
            self._letters = spell(self._queue.pop(0), self._readable)
        self._left -= 1
        ask = self._letters.pop(0)
        return replace(ask, new=ask.letter in self._new)

    def done(self, review: Review) -> None:
        """A word goes on whatever happens; a letter is new until it was answered."""
        if review.outcome != "ungraded":
            self._new.discard(review.ask.letter)


def spell(word: str, readable: str) -> list[PromptSpec]:
    """A word as its letters; those that cannot be read are given and not asked for."""
    asked = [i for i, letter in enumerate(word) if letter in readable]
    return [
        PromptSpec(word[i], word=word, position=i, last=i == asked[-1], double=i > 0 and word[i - 1] == word[i])
        for i in asked
    ]


class RoundPrompts:
    """Every letter once in random order, then again in another, never one twice in a row."""

    def __init__(self, letters: str, rng: Random) -> None:
        self._letters = letters
        self._rng = rng
        self._bag: list[str] = []
        self._last = ""

    def next(self) -> PromptSpec | None:
        """The next letter; never None, the clock ends a round."""
        if not self._bag:
            self._bag = self._rng.sample(self._letters, len(self._letters))
            if self._bag[0] == self._last:
                self._bag.append(self._bag.pop(0))
        self._last = self._bag.pop(0)
        return PromptSpec(self._last)

    def done(self, review: Review) -> None:
        """A round does not choose by what went wrong: it is no lesson."""
