"""A spelled text that is drawn again and again: its plan is made once, and known letter by letter."""

from dataclasses import dataclass
from functools import lru_cache

from device.signing.pose_table import pose_table
from device.signing.spelling import MAX_SPEED, MIN_SPEED, Pace, perform, words_of
from device.signing.timeline import Timeline


@dataclass(frozen=True)
class Performance:
    """How a hand spells a text at one speed.

    Attributes:
        line: the hand at any time.
        ends: time at which each letter or number is over, seconds; spaces are left out.
        starts: time at which each begins, seconds.
    """

    line: Timeline
    starts: tuple[float, ...]
    ends: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """Duration, with the hand's coming and going."""
        return self.line.seconds

    def letters_by(self, t: float) -> int:
        """Return how many letters have begun at t seconds."""
        return sum(start <= t for start in self.starts)


@lru_cache(maxsize=32)
def performance(text: str, speed: float) -> Performance:
    """Plan a text at a speed in letters a second.

    Raises:
        SpellingError: a character has no sign, there is none at all, or the text is too long.
    """
    table = pose_table()
    line = perform(words_of(text, table), Pace.of(min(MAX_SPEED, max(MIN_SPEED, speed))), table)
    letters = line.letters()
    return Performance(line, tuple(start for start, _, _ in letters), tuple(end for _, end, _ in letters))
