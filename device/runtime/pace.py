"""The pace of a hot Raspberry Pi: fewer frames, so that its firmware need not slow everything down.

From 80 °C on the firmware lowers the clock ("soft temperature limit"), which delays every frame. Fewer frames cost less
and stay on time. Pure: time comes with the frames.
"""

from collections.abc import Callable

HOT_C, COOL_C = 78.0, 72.0  # begin and end of the slower pace; the firmware's limit is 80
HOT_PERIOD_S = 0.09  # of the frames that are processed then: 11 a second, enough for held letters and slow strokes
CHECK_EVERY_S = 5.0  # a processor with a heat sink warms up by about one degree in this time
EPS_S = 1e-6


class Pace:
    """Says which frames are processed.

    Attributes:
        hot: the processor is hot, and frames are left out.
    """

    def __init__(self, temperature: Callable[[], float | None]) -> None:
        """Start at full pace; `temperature` returns °C, None without a sensor."""
        self._temperature = temperature
        self._check_t = self._last_t = float("-inf")
        self.hot = False

    def due(self, t: float) -> bool:
        """Return whether the frame of time t (s) is to be processed."""
        if t - self._check_t >= CHECK_EVERY_S:
            self._check_t = t
            degrees = self._temperature()
            self.hot = degrees is not None and degrees >= (COOL_C if self.hot else HOT_C)
        if self.hot and 0 <= t - self._last_t < HOT_PERIOD_S - EPS_S:
            return False
        self._last_t = t
        return True
