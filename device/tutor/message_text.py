"""Messages and hints in words: the strings of a language, and what the reference handshapes say."""

from device.assets import handshapes
from device.assets.strings import Strings
from device.tutor.events import Message

HINTS_IN = "en"  # the reference handshapes are described in English only; others go by the picture


class Texts:
    """Everything an engine says by key, as a learner reads it."""

    def __init__(self, strings: Strings) -> None:
        self.strings = strings

    def message(self, message: Message) -> str:
        """A status line; what was mistaken for what comes with the difference to look for, where one is known."""
        if not message.key:
            return ""
        values = dict(message.values)
        said = self.strings(f"message.{message.key}", **values)
        difference = None
        if message.key == "looks_like" and self.strings.language == HINTS_IN:
            difference = handshapes.difference(values["letter"], values["rival"])
        return said if difference is None else self.strings("caption.differs", reason=said, difference=difference)

    def hint(self, letter: str | None) -> str:
        """How a letter is formed, in one line; "" where there is no such line in this language."""
        if letter is None or self.strings.language != HINTS_IN:
            return ""
        return handshapes.hints().get(letter, "")

    def caption(self) -> str:
        """Below a picture of a handshape: whose view it is, and who has checked it."""
        reviewed = "reviewed" if handshapes.REVIEWED else "not_reviewed"
        return f"{self.strings('caption.front')}. {self.strings(f'caption.{reviewed}')}."
