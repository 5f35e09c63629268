"""The status line: answers appear at once, advice no faster than it can be read."""

from device.tutor import rules
from device.tutor.scene import Message


class StatusLine:
    """Keeps the message that is shown. Pure: time is an argument.

    Attributes:
        shown: the message on the displays.
    """

    def __init__(self) -> None:
        """Start with an empty message."""
        self.shown = Message()
        self._since = float("-inf")

    def show(self, t: float, message: Message) -> None:
        """Show a prompt or the result of an answer at time t (s), at once."""
        if message != self.shown:
            self.shown, self._since = message, t

    def offer(self, t: float, message: Message) -> None:
        """Show advice at time t (s), if the current message has been there for STATUS_S."""
        if t - self._since >= rules.STATUS_S:
            self.show(t, message)
