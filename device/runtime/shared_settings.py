"""The settings of practice: the page's thread changes them, the loop's thread applies them with the next frame."""

import threading
from collections.abc import Callable

from device.settings import PracticeSettings


class SharedSettings:
    """Settings that apply now, and pending ones that the loop's thread takes over with the next frame.

    The loop's thread owns `applied`; a lock guards both.
    """

    def __init__(self, settings: PracticeSettings) -> None:
        """Begin with these settings applied and nothing pending."""
        self._lock = threading.Lock()
        self._applied = settings
        self._pending: PracticeSettings | None = None

    @property
    def applied(self) -> PracticeSettings:
        """The settings of the current activity. Only the loop's thread may use them."""
        return self._applied

    @property
    def wanted(self) -> PracticeSettings:
        """The settings that apply from the next frame on. Any thread may read this."""
        with self._lock:
            return self._pending or self._applied

    @property
    def pending(self) -> PracticeSettings | None:
        """The settings to take over; None if nothing was changed."""
        with self._lock:
            return self._pending

    def change(self, changed: Callable[[PracticeSettings], PracticeSettings]) -> PracticeSettings:
        """Replace the wanted settings by what `changed` makes of them; return these. Any thread may call this.

        Raises:
            SettingsError: `changed` does.
        """
        with self._lock:
            self._pending = changed(self._pending or self._applied)
            return self._pending

    def apply(self, settings: PracticeSettings) -> None:
        """Make these the settings of the current activity."""
        with self._lock:
            self._applied = settings

    def done(self, pending: PracticeSettings) -> None:
        """Note that pending settings were taken over. If they were changed meanwhile, the new ones stay pending."""
        with self._lock:
            if self._pending is pending:
                self._pending = None
