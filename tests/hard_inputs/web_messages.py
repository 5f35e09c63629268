"""Messages of the page's WebSocket, valid and hostile, made from their definition: a new message joins by itself."""

import json
import struct
from collections.abc import Iterator
from typing import Any

import cv2

from device.web.jpeg import HEADER
from device.web.limits import Limits
from device.web.messages import MESSAGES
from tests.fakes.clips import frame_of
from tests.hard_inputs.values import VALUES

DEEP = 20_000  # brackets
SAMPLES: dict[type, Any] = {int: 1, str: "clear"}
"""Type of a field → a value that the activity of the tests understands."""


def valid_messages() -> list[dict[str, Any]]:
    """Return a message of each kind, with all its fields."""
    return [
        {"do": do, **{name: SAMPLES[field.kind] for name, field in fields.items()}} for do, fields in MESSAGES.items()
    ]


def hostile_texts() -> Iterator[tuple[str, bytes]]:
    """Yield (label, text frame): each field of each message replaced, removed and added, and what is no message."""
    for message in valid_messages():
        do = message["do"]
        for name in message:
            for number, value in enumerate(VALUES):
                yield f"{do}: {name} is value {number}", _json({**message, name: value})
            yield f"{do}: without {name}", _json({key: value for key, value in message.items() if key != name})
            yield f"{do}: {name} in capital letters", _json({key.upper(): value for key, value in message.items()})
            twice = json.dumps(message)[:-1] + f', "{name}": null}}'
            yield f"{do}: {name} twice", twice.encode()
        for number, value in enumerate(VALUES):
            yield f"{do}: one more field, value {number}", _json({**message, "more": value})
        yield f"{do}: in a list", _json([message])
        yield f"{do}: with a line break", _json(message) + b"\n"
        yield f"{do}: cut", _json(message)[:-1]
        yield f"{do}: twice in one frame", _json(message) * 2
        yield f"{do}: a field nested deeply", (json.dumps(message)[:-1] + ', "x": ' + "[" * DEEP).encode()
        yield f"{do}: a field of 200,000 signs", _json({**message, "more": "x" * 200_000})
    for number, value in enumerate(VALUES):
        yield f"value {number} in place of a message", _json(value)
    yield "an unknown message", b'{"do": "format"}'
    yield "nothing", b""
    yield "no JSON", b"hello"
    yield "endless brackets", b"[" * DEEP
    yield "endless objects", b'{"do":' * DEEP
    yield "a byte order mark", b"\xef\xbb\xbf" + _json({"do": "lend"})
    yield "UTF-16", json.dumps({"do": "lend"}).encode("utf-16")
    yield "a lone surrogate", b'{"do": "press", "button": "\xed\xa0\x80"}'
    yield "half a character", b'{"do": "press", "button": "\xc3'
    yield "the largest frame", b" " * (Limits().image_bytes + HEADER.size)
    yield "more than the largest frame", b" " * (Limits().image_bytes + HEADER.size + 1)


def image_message(number: int = 3) -> bytes:
    """Return a valid image of a browser's camera."""
    return HEADER.pack(number) + cv2.imencode(".jpg", cv2.resize(frame_of("A"), (96, 80)))[1].tobytes()


def hostile_images() -> Iterator[tuple[str, bytes]]:
    """Yield (label, binary frame): images of absurd size, and what is no image."""
    good = image_message()
    header, jpeg = good[: HEADER.size], good[HEADER.size :]
    yield "nothing", b""
    yield "half a header", header[:2]
    yield "a header only", header
    yield "a text", _json({"do": "lend"})
    yield "a text after a header", header + b"hello"
    yield "cut in half", good[: len(good) // 2]
    yield "cut before its end", good[:-3]
    yield "zeros after its start", good[:40] + bytes(len(good) - 40)
    yield "a PNG", header + cv2.imencode(".png", frame_of("A"))[1].tobytes()
    yield "twice", good + jpeg
    yield "the largest number", HEADER.pack(2**32 - 1) + jpeg
    for width, height in ((65_535, 65_535), (65_535, 1), (0, 0), (1, 65_535), (63, 64), (1281, 960)):
        yield f"{width}×{height}", header + _resized(jpeg, width, height)
    options = (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    yield "progressive", header + cv2.imencode(".jpg", frame_of("A"), options)[1].tobytes()
    yield "the largest frame", header + jpeg + bytes(Limits().image_bytes - len(jpeg))
    yield "more than the largest frame", header + jpeg + bytes(Limits().image_bytes - len(jpeg) + 1)


def _resized(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a JPEG that says it has another size."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()
