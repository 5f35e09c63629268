"""The text messages that a browser may send over the WebSocket: one definition, which parsing and tests share.

docs/web-api.md explains them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from device.errors import HandshapeError
from device.system.json_text import parse_json


@dataclass(frozen=True)
class Field:
    """One value of a message.

    Attributes:
        kind: `int` or `str`; true and false are no numbers.
        required: the message is not understood without it.
    """

    kind: type[int] | type[str]
    required: bool = True


MESSAGES: Mapping[str, Mapping[str, Field]] = {
    "drawn": {"count": Field(int)},
    "press": {"button": Field(str)},
    "answer": {"text": Field(str)},
    "lend": {},
    "take": {},
    "release": {},
    "keep": {"fault": Field(str, required=False)},
}
"""What to do → the message's fields. Other fields are ignored, so that a newer page may send more."""


class MessageError(HandshapeError):
    """A text is no message that a page of this version sends."""


@dataclass(frozen=True)
class Message:
    """One message.

    Attributes:
        do: a key of MESSAGES.
        values: of its fields; one that was left out is missing.
    """

    do: str
    values: Mapping[str, Any] = field(default_factory=dict)


def parse_message(text: str) -> Message:
    """Return the message in a text.

    Raises:
        MessageError: it is no JSON object, asks for nothing in MESSAGES, or a field is missing or of another type.
    """
    try:
        body = parse_json(text)
        do = body["do"]
        fields = MESSAGES[do]
    except (ValueError, TypeError, LookupError):
        raise MessageError("This is no message.") from None
    values = {}
    for name, expected in fields.items():
        if name not in body and not expected.required:
            continue
        if type(body.get(name)) is not expected.kind:
            raise MessageError(f"The message “{do}” needs {name}.")
        values[name] = body[name]
    return Message(do, values)
