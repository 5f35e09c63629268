"""How fast the hand spells for a learner: the speed follows success. Pure.

A weighted up-down rule (Kaernbach 1991): the step down is four times the step up, on a scale of ratios, so that the
speed settles where four of five words are read at once. Until the first miss the steps up are large, to get there soon.
"""

from device.signing.spelling import MAX_SPEED, MIN_SPEED

FIRST_SPEED = 1.5
"""Letters a second for a learner who has not watched before."""
DOWN = 0.80
UP = DOWN**-0.25
FIRST_UP = 1.25
WARM_UP = 0.9
"""Part of the last session's speed at which a session begins."""
SLOWER = 0.75
"""Factor of the button “slower”, and after a wrong answer, for this word only."""
FIRST_LETTERS, MIN_LETTERS, MAX_LETTERS = 3, 2, 12
"""Longest word at first, and the limits between which the length follows success."""
LONGER_AFTER = 3
"""Words read at once, one after the other, after which words get longer by a letter."""


class WatchSpeed:
    """Speed and length of the words for one learner.

    Attributes:
        value: letters a second.
        longest: letters of the longest word.
    """

    def __init__(self, last: float | None = None, fixed: float | None = None) -> None:
        """Begin a session.

        Args:
            last: speed at the end of the session before, None if there was none.
            fixed: a speed that a person has chosen; None lets it follow success.
        """
        begin = FIRST_SPEED if last is None else last * WARM_UP
        self.value = fixed if fixed is not None else _limited(begin)
        self.longest = FIRST_LETTERS if last is None else FIRST_LETTERS + 1
        self._fixed = fixed is not None
        self._missed = last is not None  # then the speed is known already
        self._row = 0

    def read(self, at_once: bool) -> None:
        """Note a word that was read; `at_once`: with one showing and at the first answer."""
        if not at_once:
            self._row = 0
            return
        self._row += 1
        if self._row % LONGER_AFTER == 0:
            self.longest = min(MAX_LETTERS, self.longest + 1)
        self._change(UP if self._missed else FIRST_UP)

    def missed(self) -> None:
        """Note a word that was not read."""
        self._row, self._missed = 0, True
        self.longest = max(MIN_LETTERS, self.longest - 1)
        self._change(DOWN)

    def _change(self, factor: float) -> None:
        if not self._fixed:
            self.value = _limited(self.value * factor)


def slower(speed: float) -> float:
    """Return the next slower speed, for one word."""
    return _limited(speed * SLOWER)


def _limited(speed: float) -> float:
    return round(min(MAX_SPEED, max(MIN_SPEED, speed)), 2)
