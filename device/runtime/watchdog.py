"""When the watchdog of systemd must be fed.

It is fed by progress: by a processed frame, or, while there is no picture, by a camera thread that has returned from
its driver since the last notification. Without a camera the program therefore keeps running and tries to open it; if
the driver blocks, systemd restarts the program.
"""


class WatchdogTimer:
    """Decides when a notification is due. Pure: time is an argument. The loop's thread owns it.

    Attributes:
        count: number of notifications that were due so far.
    """

    def __init__(self, interval_s: float | None) -> None:
        """Start with a notification due.

        Args:
            interval_s: minimum time between two notifications, s; None without a watchdog.
        """
        self._interval_s = interval_s
        self._last = float("-inf")
        self._attempts = -1
        self.count = 0

    def frame(self, now: float) -> bool:
        """Return whether a notification is due at time `now` (s), after a processed frame."""
        if self._interval_s is None or now - self._last < self._interval_s:
            return False
        self._last = now
        self.count += 1
        return True

    def waiting(self, now: float, attempts: int) -> bool:
        """Return whether a notification is due at time `now` (s) without a frame.

        Args:
            now: monotonic time, s.
            attempts: how often the camera thread has returned from its driver.
        """
        if attempts == self._attempts:
            return False
        due = self.frame(now)
        if due:
            self._attempts = attempts
        return due
