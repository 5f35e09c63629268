"""Messages and hints as text: the strings of a language, and the hints of the reference handshapes."""

from device.assets import handshapes
from device.assets.strings import Strings
from device.tutor.events import Message

HINTS_IN = "en"  # the reference handshapes are described in English only; in other languages the picture must do


class Texts:
    """Turns the message keys of an engine into text.

    Attributes:
        strings: of the language.
    """

    def __init__(self, strings: Strings) -> None:
        """Use the strings of one language."""
        self.strings = strings

    def message(self, message: Message) -> str:
        """Return the text of a status line, with the difference between two confused handshapes if one is known."""
        if not message.key:
            return ""
        values = dict(message.values)
        text = self.strings(f"message.{message.key}", **values)
        difference = None
        if message.key == "looks_like" and self.strings.language == HINTS_IN:
            difference = handshapes.difference(values["letter"], values["rival"])
        return text if difference is None else self.strings("caption.differs", reason=text, difference=difference)

    def hint(self, letter: str | None) -> str:
        """Return one line on how a letter is formed; "" if there is none in this language."""
        if letter is None or self.strings.language != HINTS_IN:
            return ""
        return handshapes.hints().get(letter, "")

    def caption(self) -> str:
        """Return the caption of a handshape picture: from which side it is seen, and whether it was reviewed."""
        reviewed = "reviewed" if handshapes.REVIEWED else "not_reviewed"
        return f"{self.strings('caption.front')}. {self.strings(f'caption.{reviewed}')}."
