"""The code that the station's own display shows, and that lets a browser of the network in. Pure: time comes in.

Whoever can read the display may use the page. Guessing must not help: a code lives two minutes and dies after five
wrong tries, and codes nobody types are rationed. So however many addresses guess, there are five tries in five minutes,
each with a chance of one in a million: sixteen months for an even chance, while the display shows code after code.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Literal

from device.web.rate_limits import Addresses, Bucket

CODE_S = 120.0  # long enough to walk to the display and back
DIGITS = 6
TRIES = 5  # of one code
# A code is shown in place of the lesson: a stranger who keeps asking must not take the display from the learners.
CODES, CODE_EVERY_S = 3, 300.0  # that nobody types: three, then one in five minutes

Answer = Literal["in", "wrong", "late", "slow down"]


def random_code() -> str:
    """DIGITS random decimal digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


class Pairings:
    """At most one code at a time."""

    def __init__(self, new_code: Callable[[], str] = random_code) -> None:
        self._new_code = new_code
        self._code = ""
        self._until = float("-inf")
        self._wrong = 0
        self._unused = Bucket(CODES, 1 / CODE_EVERY_S)
        self._all = Bucket(10, 10 / 60)
        self._each = Addresses(5, 5 / 60)

    def ask(self, t: float) -> bool:
        """Someone wants in: show a code from now on; one already shown stays. False when too many were for nothing."""
        if self.code(t):
            return True
        if not self._unused.take(t):
            return False
        self._code, self._wrong = self._new_code(), 0
        self._until = t + CODE_S
        return True

    def code(self, t: float) -> str:
        """To be shown at time t; "" for none."""
        return self._code if t < self._until else ""

    def enter(self, given: str, address: str, t: float) -> Answer:
        """Someone typed a code. Spaces do not matter; a code lets one browser in."""
        if not self._each.take(address, t) or not self._all.take(t):
            return "slow down"
        code = self.code(t)
        if not code:
            return "late"
        # Compared as bytes: compare_digest takes only ASCII as text, and anyone can send anything.
        if hmac.compare_digest("".join(given.split()).encode("utf-8", "surrogatepass"), code.encode()):
            self._until = float("-inf")
            self._unused.give_back()
            return "in"
        self._wrong += 1
        if self._wrong >= TRIES:
            self._until = float("-inf")
        return "wrong"
