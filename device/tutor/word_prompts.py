"""The prompts of the mode "words": words that fit what the learner knows, letter by letter."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random

from device.tutor.events import PromptSpec, Review

OWN_NEW = 2  # unknown letters that a learner's own word may have to come as early as words of known letters


class WordPrompts:
    """Whole words, letter by letter, until at least `trials` letters were prompted.

    The next word is one of which every letter is asked for, or the learner's own, with the fewest letters that the
    learner has never met. Among these, own words come first, then words with many letters that are due. So a beginner
    starts with short words of few letters, and each word brings few new ones.
    """

    def __init__(
        self,
        words: Sequence[str],
        readable: str,
        wanted: Sequence[str],
        new: Collection[str],
        trials: int,
        rng: Random,
        not_first: str = "",
        own: Collection[str] = (),
        fitting: bool = True,
    ) -> None:
        """Begin.

        Args:
            words: in capital letters A–Z.
            readable: letters that can be prompted; other letters of a word are given.
            wanted: letters that are due.
            new: letters the learner has never met.
            trials: number of prompts after which no new word begins.
            rng: breaks ties.
            not_first: letters with which the first word does not begin, if another word is as good.
            own: words of `words` that the learner has chosen, such as names.
            fitting: False orders words by due letters alone, as release 0.1 did.
        """
        self._readable, self._wanted, self._own = readable, set(wanted), set(own)
        self._new = set(new)
        self._left = trials
        self._letters: list[PromptSpec] = []
        usable = [word for word in words if any(letter in readable for letter in word)]
        self._words = usable or list(readable)  # no word has a chosen letter: prompt the letters alone
        self._chance = {word: rng.random() for word in self._words}
        self._not_first, self._fitting = not_first, fitting
        self._queue: list[str] = []
        self._last = ""  # letter of the word before

    def next(self) -> PromptSpec | None:
        """Return the next letter of the word, or the first of the next word; None after the last word."""
        if not self._letters:
            if self._left <= 0 or not self._words:
                return None
            self._queue = self._queue or list(self._words)
            word = min(self._queue, key=self._order)
            self._queue.remove(word)
            self._not_first = ""
            self._letters = spell(word, self._readable)
            self._last = self._letters[-1].letter
        self._left -= 1
        ask = self._letters.pop(0)
        return replace(ask, new=ask.letter in self._new)

    def done(self, review: Review) -> None:
        """Note that a letter was answered: it is no longer new. The word goes on after any outcome."""
        if review.outcome != "ungraded":
            self._new.discard(review.ask.letter)

    def park(self, letter: str) -> None:
        """Give this letter in the words that follow; words of no other letter are left out."""
        self._readable = self._readable.replace(letter, "")
        self._words = [word for word in self._words if any(each in self._readable for each in word)]
        self._queue = [word for word in self._queue if word in self._words]

    def _order(self, word: str) -> tuple[float, ...]:
        letters = set(word)
        if not self._fitting:
            return (-len(letters & self._wanted), self._chance[word])
        unknown = len(letters & self._new & set(self._readable))
        own = word in self._own
        if own and unknown <= OWN_NEW:
            unknown = 0
        asked = [letter for letter in word if letter in self._readable]
        given = not own and len(asked) < len(word)  # a word of which only some letters are signed is spelled by halves
        same = asked[0] == self._last  # the hand that ends a word must not have to begin the next one
        due = -len(letters & self._wanted)
        return (word[0] in self._not_first, given, unknown, not own, same, due, self._chance[word])


def spell(word: str, readable: str) -> list[PromptSpec]:
    """Return the prompts of a word; letters that are not readable get none."""
    asked = [i for i, letter in enumerate(word) if letter in readable]
    return [
        PromptSpec(word[i], word=word, position=i, last=i == asked[-1], double=i > 0 and word[i - 1] == word[i])
        for i in asked
    ]
