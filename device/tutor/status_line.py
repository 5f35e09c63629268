"""The status line: answers at once, everything else no faster than it can be read."""

from device.tutor import rules
from device.tutor.events import Message


class StatusLine:
    """Keeps what is shown. Pure: time comes in.

    Attributes:
        shown: the message on the displays.
    """

    def __init__(self) -> None:
        self.shown = Message()
        self._since = float("-inf")

    def say(self, t: float, message: Message) -> None:
        """A prompt or an answer: shown now, it is what the learner waits for."""
        if message != self.shown:
            self.shown, self._since = message, t

    def offer(self, t: float, message: Message) -> None:
        """Advice about the hand or the room: shown once the line has been there for STATUS_S."""
        if t - self._since >= rules.STATUS_S:
            self.say(t, message)
