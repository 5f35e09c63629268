"""Which browser holds the station: one learner practises, others watch or wait. Pure: time comes in.

A browser names itself with a random text that it keeps. The first one that presses, chooses or uses its camera holds
the station, until it has been closed or idle for a while, or hands the station over. Nothing another browser sends
changes the lesson meanwhile.
"""

import re
from dataclasses import dataclass

BROWSER = re.compile(r"[A-Za-z0-9_-]{8,64}")
CLOSED_S = 20.0
"""Time for which a browser keeps the station after its last connection: a page that is loaded again returns."""
IDLE_S = 120.0
"""A browser that has done nothing for this time, and sends no camera pictures, can be relieved."""


@dataclass(frozen=True)
class Hold:
    """The state of one browser.

    Attributes:
        mine: it holds the station.
        free: it may take the station now: no browser holds it, or the holder is idle or has left.
        held: a browser holds it, this one or another one.
    """

    mine: bool
    free: bool
    held: bool


class Holder:
    """The browser that holds the station, if any. Only the web thread may use it."""

    def __init__(self) -> None:
        """Start without a holder."""
        self._browser = ""
        self._active_t = 0.0
        self._closed_t: float | None = None
        self._open: dict[str, int] = {}

    def opened(self, browser: str) -> None:
        """Note a connection of a browser."""
        self._open[browser] = self._open.get(browser, 0) + 1
        if browser == self._browser:
            self._closed_t = None

    def closed(self, browser: str, t: float) -> None:
        """Note that a connection of a browser has ended at time t (s, monotonic)."""
        left = self._open.get(browser, 1) - 1
        if left > 0:
            self._open[browser] = left
            return
        self._open.pop(browser, None)
        if browser == self._browser:
            self._closed_t = t

    def state(self, browser: str, t: float) -> Hold:
        """Return what a browser may do at time t."""
        mine = bool(browser) and browser == self._browser
        held = bool(self._browser) and not self._has_left(t)
        return Hold(mine, mine or self._is_free(t), held)

    def act(self, browser: str, t: float) -> bool:
        """Note that a browser wants to change something; it takes the station if no other browser holds it.

        Args:
            browser: "" for a program that does not name itself: it may act while no browser holds the station.
            t: time, s.

        Returns:
            False if another browser holds the station.
        """
        if browser and browser == self._browser:
            self._active_t = t
            return True
        if self._browser and not self._has_left(t):
            return False
        self._take(browser, t)
        return True

    def take(self, browser: str, t: float) -> bool:
        """Give a browser the station if it is free or its holder is idle; return whether it holds it now."""
        if not browser or not self.state(browser, t).free:
            return browser != "" and browser == self._browser
        self._take(browser, t)
        return True

    def release(self, browser: str) -> None:
        """Hand the station over; no effect for a browser that does not hold it."""
        if browser == self._browser:
            self._browser = ""

    def _take(self, browser: str, t: float) -> None:
        self._browser, self._active_t = browser, t
        self._closed_t = None if not browser or browser in self._open else t

    def _is_free(self, t: float) -> bool:
        return not self._browser or self._has_left(t) or t - self._active_t >= IDLE_S

    def _has_left(self, t: float) -> bool:
        return self._closed_t is not None and t - self._closed_t >= CLOSED_S


def browser_name(text: str | None) -> str:
    """Return the name that a browser gives itself, "" if it gives none that can be used."""
    return text if text is not None and BROWSER.fullmatch(text) else ""
