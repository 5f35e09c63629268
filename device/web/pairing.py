"""The code on the station's display that lets a browser of the network log in. Pure: time comes in.

Anyone who can read the display may use the page. A code is valid for two minutes and for five wrong tries, and codes
that are never entered are limited to one in five minutes. Guessing from any number of addresses therefore has five
tries in five minutes, each with a chance of one in a million: an even chance after sixteen months.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Literal

from device.view import Pairing
from device.web.rate_limit import AddressBuckets, Bucket

CODE_S = 120.0  # enough to walk to the display and back
DIGITS = 6
MAX_WRONG = 5  # tries of one code
# The code replaces the lesson on the display, so codes that are not entered are limited:
UNUSED_CODES, UNUSED_CODE_S = 3, 300.0  # three at once, then one in five minutes
TRIES, ADDRESS_TRIES = 10, 5  # a minute, from all addresses and from one

PairingResult = Literal["in", "wrong", "late", "slow down"]


def random_code() -> str:
    """Return DIGITS random decimal digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


class Pairings:
    """At most one code at a time. The web thread changes it; `current` may be called by any thread."""

    def __init__(self, new_code: Callable[[], str] = random_code) -> None:
        """Start without a code.

        Args:
            new_code: returns the next code, DIGITS decimal digits.
        """
        self._new_code = new_code
        self._code = self._address = ""
        self._until = float("-inf")
        self._wrong = 0
        self._unused = Bucket(UNUSED_CODES, 1 / UNUSED_CODE_S)
        self._all = Bucket(TRIES, TRIES / 60)
        self._each = AddressBuckets(ADDRESS_TRIES, ADDRESS_TRIES / 60)

    def request_code(self, address: str, t: float) -> bool:
        """Show a code from time t (s, monotonic) on; a code already shown stays.

        Args:
            address: of the page as the browser knows it, shown with the code.
            t: time, s.

        Returns:
            False when too many codes were not entered.
        """
        if self._code_at(t):
            self._address = address
            return True
        if not self._unused.take(t):
            return False
        self._code, self._address, self._wrong = self._new_code(), address, 0
        self._until = t + CODE_S
        return True

    def current(self, t: float) -> Pairing | None:
        """Return what the displays must show at time t (s, monotonic), None for no code."""
        code, address = self._code_at(t), self._address
        return Pairing(address, f"{code[:3]} {code[3:]}") if code else None

    def enter(self, given: str, address: str, t: float) -> PairingResult:
        """Try a code; a right one is used up.

        Args:
            given: the code entered; spaces are ignored.
            address: IP address of the browser.
            t: time, s.

        Returns:
            "in" for the right code, "wrong", "late" when no code is valid, or "slow down" for too many tries.
        """
        if not self._each.take(address, t) or not self._all.take(t):
            return "slow down"
        code = self._code_at(t)
        if not code:
            return "late"
        # Bytes, because compare_digest accepts text only if it is ASCII, and a browser can send anything.
        if hmac.compare_digest("".join(given.split()).encode("utf-8", "surrogatepass"), code.encode()):
            self._until = float("-inf")
            self._unused.give_back()
            return "in"
        self._wrong += 1
        if self._wrong >= MAX_WRONG:
            self._until = float("-inf")
        return "wrong"

    def _code_at(self, t: float) -> str:
        return self._code if t < self._until else ""
