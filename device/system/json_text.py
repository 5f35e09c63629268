"""JSON from outside: limits on depth, size and numbers, no key twice, and one error that names the place.

Python's own parser fails on deep nesting with RecursionError, accepts NaN and keeps the last of two equal keys.
"""

import json
import math
import re
from pathlib import Path
from typing import Any

from device.system.text_file import MAX_BYTES, TextError, decode, read_text

MAX_DEPTH = 64
MAX_DIGITS = 18  # of a whole number: it fits into 64 bits
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


class JsonError(TextError):
    """A text is not JSON that is accepted here; the text completes a sentence and names the line and column."""


class JsonSyntaxError(JsonError):
    """A text is not JSON, perhaps because its end is missing."""


def parse_json(text: str | bytes, *, max_depth: int = MAX_DEPTH, allow_nan: bool = False) -> Any:
    """Parse one JSON value.

    Args:
        text: UTF-8 if it is bytes; other encodings need a byte order mark.
        max_depth: of lists and objects in each other.
        allow_nan: accept NaN and infinite numbers, which Python writes for figures without data.

    Raises:
        JsonSyntaxError: it is not JSON.
        JsonError: it is nested too deeply, holds NaN, an infinite or huge number, or a key twice.
    """
    try:
        decoded = decode(text) if isinstance(text, bytes) else text
    except TextError as error:
        raise JsonError(str(error)) from None
    _check_depth(decoded, max_depth)
    try:
        return (_TOLERANT if allow_nan else _STRICT).decode(decoded)
    except json.JSONDecodeError as error:
        raise JsonSyntaxError(f"{error.msg} in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise JsonError("its lists and objects are nested too deeply") from None


def read_json(
    path: str | Path, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH, allow_nan: bool = False
) -> Any:
    """Read a file with one JSON value; see `parse_json`.

    Raises:
        OSError: the file cannot be opened or read.
        TextError: it is too large or no text.
        JsonError: see `parse_json`.
    """
    return parse_json(read_text(path, max_bytes), max_depth=max_depth, allow_nan=allow_nan)


def read_object(path: str | Path, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> dict[str, Any]:
    """Read a file with one JSON object.

    Raises:
        OSError: the file cannot be opened or read.
        TextError: it is too large or no text.
        JsonError: see `parse_json`; or the value is not an object.
    """
    value = read_json(path, max_bytes=max_bytes, max_depth=max_depth)
    if not isinstance(value, dict):
        raise JsonError("it is not a JSON object")
    return value


def _check_depth(text: str, limit: int) -> None:
    if text.count("[") + text.count("{") <= limit:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > limit:
                line = text.count("\n", 0, match.start()) + 1
                column = match.start() - text.rfind("\n", 0, match.start())
                raise JsonError(
                    f"its lists and objects are nested more than {limit} deep in line {line}, column {column}"
                )
        elif match[0] in "]}":
            depth -= 1


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise JsonError(f"the number {digits[:12]}… is too large")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise JsonError(f"the number {digits[:12]} is too large")
    return value


def _constant(name: str) -> Any:
    raise JsonError(f"{name} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise JsonError(f"the key “{twice[:40]}” stands in it twice")
    return value


_TOLERANT = json.JSONDecoder(parse_int=_whole, object_pairs_hook=_object)
_STRICT = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=_constant, object_pairs_hook=_object)
