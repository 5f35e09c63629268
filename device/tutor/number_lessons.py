"""Lessons of the numbers 0–9: whether the networks read them well enough, and rows such as house numbers. Pure.

From 10 on, numbers have signs of their own in ASL: 10 to 15 are movements, and 23 is not 2 and then 3. So a lesson
never asks for a number above 9. Rows are those that are signed digit by digit: house, room, postcode and phone numbers.
"""

from dataclasses import dataclass
from random import Random

from device.alphabet import DIGITS

MIN_SHARE = 0.95
"""Share of numbers of new people that are read right, from which lessons of numbers are no longer on trial."""
ROW_LENGTHS = (3, 4, 5, 7)
"""Digits of a room, a house, a postcode and a phone number without its area code."""
ROWS = 40
"""Rows to choose from in a session: more than one has."""


@dataclass(frozen=True)
class NumbersOffer:
    """How well the installed networks read numbers.

    Attributes:
        share: of numbers that are read right, of people from whom nothing was learned, 0–1; None if it was not
            measured.
    """

    share: float | None

    @property
    def on_trial(self) -> bool:
        """Lessons say that the station misreads numbers more often than it should."""
        return self.share is None or self.share < MIN_SHARE

    @property
    def misread_one_in(self) -> int | None:
        """Number of numbers of which about one is misread; None if it is not known."""
        return None if self.share is None else max(1, round(1 / max(1 - self.share, 0.001)))


def number_rows(rng: Random) -> tuple[str, ...]:
    """Return ROWS different rows of digits that do not begin with 0, of all ROW_LENGTHS."""
    rows: dict[str, None] = {}
    while len(rows) < ROWS:
        length = ROW_LENGTHS[len(rows) % len(ROW_LENGTHS)]
        rows[str(rng.randrange(10 ** (length - 1), 10**length))] = None
    return tuple(rows)


def numbers_to_ask(letters: str) -> str:
    """Return the numbers among the letters that are wanted, such as those to repeat; all of them if there are none."""
    return "".join(sign for sign in dict.fromkeys(letters) if sign in DIGITS) or DIGITS
