"""Names of files, and other text from outside, as text for people and as JSON.

A name on Linux is any bytes. Python carries bytes that are not text as lone surrogates (PEP 383), which no file, socket
or terminal takes. Every place that prints, logs, sends or stores a name goes through this module.
"""

import codecs
import contextlib
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

_UNSHOWN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, line and paragraph ends, marks that turn the direction of text, and undecodable bytes."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
ESCAPED = "handshape.escaped"
"""Name of the error handler for streams: what their encoding cannot show is escaped, not replaced by “?”."""
_PLAIN = {
    "…": "...",
    "·": ".",
    "–": "-",
    "’": "'",
    "“": '"',
    "”": '"',
    "×": "x",
    "→": "->",
    "✓": "+",
    "✗": "x",
    "↻": "~",
}
"""Signs of our own sentences → what an ASCII terminal shows."""
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def printable(text: str) -> str:
    r"""Return a sentence with what a terminal would obey, or could not print, written as an escape.

    A line break becomes `\n`, another control character `\x1b` or `\u202e`, a byte that is not text `\xe9`.
    """
    return _UNSHOWN.sub(_escape, text)


def shown(path: str | Path) -> str:
    r"""Return a path as text for people, on one line.

    Escapes are as in `printable`; a backslash is doubled, so that two names never look the same. A character that
    standard output or standard error cannot show becomes `\u00e9`.
    """
    text = printable(str(path).replace("\\", "\\\\"))
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None)
        if encoding and not text.isascii():
            with contextlib.suppress(LookupError):
                text = text.encode(encoding, "handshape.names").decode(encoding)
    return text


def json_name(path: str | Path) -> str:
    r"""Return a path as text for JSON that leads back to the file, whatever bytes its name has.

    A byte that is not text is a lone surrogate, `\udc80` to `\udcff`, as `os.fsdecode` makes it. Where the system's
    names are not UTF-8 all bytes above 127 are of this kind, so that the name is right in every locale.
    """
    if sys.getfilesystemencoding().lower() in ("utf-8", "utf8"):
        return str(path)
    return os.fsencode(str(path)).decode("ascii", "surrogateescape")


def json_text(value: object, *, encoding: str | None = "utf-8", **options: Any) -> str:
    """Return JSON that can be encoded.

    Args:
        value: what `json.dumps` takes.
        encoding: of the stream it is for. For another one than UTF-8 all characters above 127 are escaped.
        options: of `json.dumps`.
    """
    unicode = (encoding or "ascii").lower().replace("_", "-") in ("utf-8", "utf8")
    text = json.dumps(value, ensure_ascii=not unicode, **options)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def file_number(path: Path) -> int | None:
    """Return the number that a file is named after, 12 for “0012.png”; None for any other name."""
    return int(path.stem) if path.stem.isascii() and path.stem.isdecimal() else None


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    # 0x80–0x9f as a character is not the byte of that number.
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x80 else _unicode_escape(character))


def _unicode_escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escape_name(error: UnicodeError) -> tuple[str, int]:
    """Error handler of encoders for names: each character has an escape of its own."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_unicode_escape, error.object[error.start : error.end])), error.end


def _escape_sentence(error: UnicodeError) -> tuple[str, int]:
    """Error handler of streams: signs of our sentences become similar ones, all else is escaped as in names."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character) or _unicode_escape(character) for character in text), error.end


codecs.register_error("handshape.names", _escape_name)
codecs.register_error(ESCAPED, _escape_sentence)
