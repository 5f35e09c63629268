"""Make an input from valid ones: bits flipped, bytes cut and inserted, two inputs joined, values replaced."""

import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.hard_inputs.values import VALUES

MAX_BYTES = 200_000
"""Longest input; repetition stops here."""

TOKENS = (
    b"",
    b"\0",
    b"-1",
    b"0",
    b"1e309",
    b"NaN",
    b"Infinity",
    b"9" * 30,
    b"9" * 5000,
    b"0x10",
    b"1_0",
    "²".encode(),
    "٣".encode(),
    b"null",
    b"true",
    b"[]",
    b"{}",
    b'""',
    b"[" * 60_000,
    b'{"a":' * 30_000,
    b'"' * 3,
    b",",
    b";",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xff",
    b"\xe9",
    b"\\ud800",
    b"\\u0000",
    b"\x1b[2J",
    "\u202e".encode(),
    "\u2028".encode(),
    b".",
    b"..",
    b"/",
    b"~",
    b"a" * 1000,
    b"0001-01-01T00:00:00+10:00",
    b"9999-12-31T23:59:59-10:00",
    b"2024-02-30",
)
"""What breaks parsers."""

NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
QUOTED = re.compile(rb'"[^"\n]*"')
FIELD = re.compile(rb"[^,;\t\r\n]+")


def mutate(seeds: Sequence[bytes], rng: random.Random) -> bytes:
    """Return one input: a seed, or nothing, after one to six changes."""
    data = rng.choice(seeds) if rng.random() < 0.98 else rng.randbytes(rng.choice((0, 1, 4, 40, 400)))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = rng.choice(CHANGES)(data, seeds, rng)[:MAX_BYTES]
    return data


def _flip(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    if not data:
        return b"\x01"
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 4, 16))):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _set_bytes(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    start, length = _span(data, rng, 8)
    return (
        data[:start]
        + rng.choice((b"\0", b"\xff", b"\x7f", b"\x80", rng.randbytes(1))) * length
        + data[start + length :]
    )


def _truncate(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _remove(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    start, length = _span(data, rng, 64)
    return data[:start] + data[start + length :]


def _insert(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + (rng.choice(TOKENS) if rng.random() < 0.7 else rng.randbytes(rng.randrange(1, 9))) + data[at:]


def _repeat(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    start, length = _span(data, rng, 256)
    times = rng.choice((1, 2, 50, 2000))
    return data[: start + length] + data[start : start + length] * times + data[start + length :]


def _splice(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    other = rng.choice(seeds)
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


def _swap_lines(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[i], lines[j] = lines[j], lines[i]
    return b"\n".join(lines)


def _replace_value(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    """Put a token in place of one number, one text in quotes or one field of a table."""
    found = [match.span() for match in rng.choice((NUMBER, QUOTED, FIELD)).finditer(data, 0, 20_000)]
    if not found:
        return _insert(data, seeds, rng)
    start, end = rng.choice(found)
    token = rng.choice(TOKENS)
    if data[start : start + 1] == b'"' and rng.random() < 0.7:
        token = b'"' + token + b'"'
    return data[:start] + token + data[end:]


def _replace_separator(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    old, new = rng.sample((b",", b";", b"\t", b"\r\n", b"\n", b"=", b":", b" "), 2)
    return data.replace(old, new)


def _recode(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-8-sig", "cp1252", "utf-7", "utf-32")), "replace")


def _replace_node(data: bytes, seeds: Sequence[bytes], rng: random.Random) -> bytes:
    """Replace, remove or repeat one node of a JSON value; other inputs are changed as text."""
    lines = data.split(b"\n")
    single = rng.randrange(len(lines)) if len(lines) > 1 and rng.random() < 0.8 else None
    try:
        tree = json.loads(data if single is None else lines[single])
    except (ValueError, RecursionError):
        return _replace_value(data, seeds, rng)
    places: list[tuple[Any, Any]] = []
    _collect(tree, places)
    if places:
        holder, key = rng.choice(places)
        kind = rng.random()
        if kind < 0.2:
            del holder[key]
        elif kind < 0.3 and isinstance(holder, list):
            holder.insert(key, holder[key])
        elif kind < 0.5:
            other_holder, other_key = rng.choice(places)
            holder[key] = json.loads(json.dumps(other_holder[other_key]))
        else:
            holder[key] = rng.choice(VALUES)
    else:
        tree = rng.choice(VALUES)
    text = json.dumps(tree, ensure_ascii=True).encode()
    if single is None:
        return text
    return b"\n".join([*lines[:single], text, *lines[single + 1 :]])


def _collect(tree: Any, places: list[tuple[Any, Any]]) -> None:
    """List every (object or list, key) of a JSON value."""
    items = list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree)) if isinstance(tree, list) else []
    for key, value in items:
        places.append((tree, key))
        _collect(value, places)


def _span(data: bytes, rng: random.Random, longest: int) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(rng.randrange(longest + 1), len(data) - start)


Change = Callable[[bytes, Sequence[bytes], random.Random], bytes]
CHANGES: tuple[Change, ...] = (
    _flip,
    _flip,
    _set_bytes,
    _truncate,
    _remove,
    _insert,
    _repeat,
    _splice,
    _swap_lines,
    _replace_value,
    _replace_value,
    _replace_separator,
    _recode,
    _replace_node,
    _replace_node,
    _replace_node,
)
