"""Comparing an answer with what the hand has spelled: written at a keyboard, or signed back. Pure."""

from difflib import SequenceMatcher

from device.tutor.confusables import are_confusable
from device.tutor.word_list import spelled

MAX_ANSWER = 64
"""Characters of a written answer that are read."""


def written_answer(text: str) -> str:
    """Return a written answer as it would be spelled: capital letters and figures without accents and spaces."""
    return "".join(c for c in spelled(text[:MAX_ANSWER]) if c.isascii() and c.isalnum())


def compared(word: str, answer: str) -> tuple[str | None, ...]:
    """Return for each letter of a word what the answer has in its place, None where it has nothing."""
    out: list[str | None] = [None] * len(word)
    for kind, i0, i1, j0, j1 in SequenceMatcher(None, word, answer, autojunk=False).get_opcodes():
        if kind == "equal" or (kind == "replace" and i1 - i0 == j1 - j0):
            out[i0:i1] = answer[j0:j1]
    return tuple(out)


class SignedAnswer:
    """A word that is signed back, letter by letter.

    What counts is that the word was read. So a letter that looks like the one expected counts as that letter, a double
    letter may be signed once, and a few letters in between do not matter.

    Attributes:
        text: the letters so far, with those of the word in place of those that look like them.
    """

    def __init__(self, word: str) -> None:
        """Expect a word."""
        self._word = word
        self._next = 0
        self._others = 0
        self.text = ""

    def add(self, letter: str) -> None:
        """Take a letter that was signed."""
        places = [self._next, *([self._next + 1] if self._double(self._next) else [])]
        places = [at for at in places if at < len(self._word)]
        exact = [at for at in places if self._word[at] == letter]
        alike = [at for at in places if are_confusable(letter, self._word[at])]
        if exact or alike:
            at = (exact or alike)[0]
            self.text += self._word[self._next : at + 1]
            self._next = at + 1
        else:
            self.text += letter
            self._others += 1

    @property
    def right(self) -> bool:
        """All letters have come."""
        return self._next == len(self._word)

    @property
    def right_if_over(self) -> bool:
        """All letters have come, but for the second of a double letter at the end."""
        return self.right or (self._next == len(self._word) - 1 and self._double(self._next))

    @property
    def wrong(self) -> bool:
        """Too many letters have come that the word does not have."""
        return self._others > max(2, len(self._word) // 2)

    def _double(self, at: int) -> bool:
        return 0 < at < len(self._word) and self._word[at] == self._word[at - 1]
