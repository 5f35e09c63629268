"""Whether a hand is in view, and the events of its coming and going."""

from device.view import Event


class HandPresence:
    """Remembers whether a hand was in view."""

    def __init__(self) -> None:
        self._in_view = False

    def events(self, t: float, hand: bool) -> list[Event]:
        """Return the event for a hand that came into view or is lost at time t (s), if any."""
        if hand == self._in_view:
            return []
        self._in_view = hand
        return [Event(t, "hand" if hand else "lost", None, None, None)]
