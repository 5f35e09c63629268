"""The prompts of each mode but words: letters from the deck, a placement, or all letters in random order."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol

from device.tutor import rules
from device.tutor.events import PromptSpec, Review
from device.tutor.schedule import Deck


class Prompter(Protocol):
    """Chooses the prompts of a session."""

    def next(self) -> PromptSpec | None:
        """Return the next prompt, None when the session is done."""
        ...

    def done(self, review: Review) -> None:
        """Take the review of the prompt that has ended."""
        ...

    def park(self, letter: str) -> None:
        """Do not prompt for this letter again in this session."""
        ...


class LetterPrompts:
    """A number of letters from a deck, for the modes "letters" and "receptive"."""

    def __init__(self, deck: Deck, trials: int) -> None:
        """Use a deck for `trials` prompts."""
        self._deck = deck
        self._left = trials

    def next(self) -> PromptSpec | None:
        """Return the next prompt, None after the last one."""
        self._left -= 1
        return self._deck.next() if self._left >= 0 and not self._deck.empty else None

    def done(self, review: Review) -> None:
        """Pass the review to the deck."""
        self._deck.done(review)

    def park(self, letter: str) -> None:
        """Take the letter out of the deck."""
        self._deck.park(letter)


class Placement:
    """Finds out what a new learner knows: single letters without their pictures, in doubling steps.

    The 1st, 2nd, 4th, 8th … letter is prompted, and the last one. After the first that is not right at once, or after
    all, a deck takes over: letters before the last right one are known, the others are new.
    """

    def __init__(self, letters: Sequence[str], deck: Callable[[Sequence[tuple[str, bool]]], Deck], trials: int) -> None:
        """Begin with the first letter.

        Args:
            letters: in teaching order, at least one.
            deck: creates the deck for an agenda of (letter, whether it is new).
            trials: number of prompts, with those of the placement.
        """
        self._letters, self._open, self._trials = letters, deck, trials
        self._steps = sorted({2**step - 1 for step in range(16) if 2**step <= len(letters)} | {len(letters) - 1})
        self._passed = 0  # letters that are known
        self._asked: list[str] = []
        self._parked: list[str] = []
        self._prompts: LetterPrompts | None = None

    def next(self) -> PromptSpec | None:
        """Return the next prompt of the placement or of the deck, None after the last one."""
        if self._prompts is None and not self._steps:
            self._begin()
        if self._prompts is not None:
            return self._prompts.next()
        self._asked.append(self._letters[self._steps[0]])
        return PromptSpec(self._asked[-1])

    def done(self, review: Review) -> None:
        """Take the review of the prompt that has ended."""
        if self._prompts is not None:
            self._prompts.done(review)
            return
        step = self._steps.pop(0)
        if review.outcome == "right" and not review.rivals and not review.hinted:
            self._passed = step + 1
        elif review.reason != "unseen":  # then the learner may well know it
            self._begin(missed=review.ask.letter)

    def park(self, letter: str) -> None:
        """Do not prompt for this letter again."""
        self._parked.append(letter)
        if self._prompts is not None:
            self._prompts.park(letter)

    def _begin(self, missed: str = "") -> None:
        """Let the deck take over; a letter that was missed comes again, but not at once."""
        agenda = [(letter, number >= self._passed) for number, letter in enumerate(self._letters)]
        later = set(self._asked) - {missed}  # they have just been right
        agenda.sort(key=lambda entry: entry[0] in later)
        again = [entry for entry in agenda if entry[0] == missed]
        others = [entry for entry in agenda if entry[0] != missed]
        agenda = [*others[: rules.MISS_GAP], *again, *others[rules.MISS_GAP :]]
        self._steps = []
        self._prompts = LetterPrompts(self._open(agenda), max(0, self._trials - len(self._asked)))
        for letter in self._parked:
            self._prompts.park(letter)


class RoundPrompts:
    """All letters in random order, then all again in another order; never the same letter twice in a row."""

    def __init__(self, letters: str, rng: Random, not_first: str = "") -> None:
        """Use these letters, shuffled by `rng`; the first one is none of `not_first`, if there is another one."""
        self._not_first = not_first
        self._letters = letters
        self._rng = rng
        self._bag: list[str] = []
        self._last = ""

    def next(self) -> PromptSpec | None:
        """Return the next prompt; None only if every letter is parked, because time ends a round."""
        if not self._letters:
            return None
        if not self._bag:
            self._bag = self._rng.sample(self._letters, len(self._letters))
            if self._bag[0] == self._last:
                self._bag.append(self._bag.pop(0))
            if not self._last:
                first = next((letter for letter in self._bag if letter not in self._not_first), self._bag[0])
                self._bag.sort(key=lambda letter: letter != first)
        self._last = self._bag.pop(0)
        return PromptSpec(self._last)

    def done(self, review: Review) -> None:
        """Ignored: a round does not adapt to mistakes."""

    def park(self, letter: str) -> None:
        """Take the letter out of all further orders."""
        self._letters = self._letters.replace(letter, "")
        self._bag = [each for each in self._bag if each != letter]
