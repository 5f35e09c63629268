"""Texts, numbers, sizes and addresses."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.hard_inputs.files import Input


def texts(folder: Path) -> Iterator[Input]:
    """Yield texts."""
    yield "empty", ""
    yield "spaces", "   "
    yield "one dot", "."
    yield "two dots", ".."
    yield "a slash", "a/b"
    yield "a digit that is none", "²"
    yield "a line break", "a\nb"
    yield "clears the terminal", "\x1b[2J"
    yield "not UTF-8", os.fsdecode(b"a\xff")
    yield "a per cent sign", "%s%(x)s{0}"
    yield "10,000 signs", "x" * 10_000


def numbers(folder: Path) -> Iterator[Input]:
    """Yield texts in place of numbers."""
    for text in ("", "x", "-1", "0", "nan", "inf", "1e400", "9" * 5000, "²", "0x10", "1_0", "-0.0"):
        yield f"“{text[:8]}”", text


def sizes(folder: Path) -> Iterator[Input]:
    """Yield texts in place of WxH."""
    for text in ("", "x", "0x0", "-1x5", "²x5", "5", "999999999x999999999", "5x5x5", "nanxnan"):
        yield f"“{text}”", text


ADDRESSES = (
    *("pi@", "@host", "@", "x@y@z", "PI@HOST", "Anna.B@Classroom-Pi.Local", "host.", ".host", "a..b", "höst", "a²b"),
    *("pi@fe80::1%eth0", "pi@[::1]:22", "FE80::1%ETH0", "2001:DB8::5", "::ffff:10.0.0.1", "::", "[]", "[::1", "::1]"),
    *("[::1]22", "[::1]:", "[::1]:0", "[::1]:x", "[host]:22", "fe80:::1", "1::2::3", "::1%", "::1%-oProxyCommand=x"),
    *("pi@::1%a;b", "host:", "host:0", "host:22", "host:65535", "host:65536", "pi@host:99999", "host:-1", "host:+22"),
    *("host:²2", "host:1e1", "host:22:22", "-oProxyCommand=x", "pi@-oProxyCommand=x", "-oProxyCommand=x@host"),
    *("host:-oX", "--help", "-", "pi@a,b", "pi@host;reboot", "$(reboot)", "`reboot`", "{{ 7*7 }}"),
    *("../../etc/passwd", "/etc/passwd", "localhost", "a b"),
)


def addresses(folder: Path) -> Iterator[Input]:
    """Yield addresses of Pis."""
    yield from texts(folder)
    for text in ADDRESSES:
        yield f"“{text}”", text
    for label, text in {
        "a name that clears the terminal": "pi@a\x1b[2Jb",
        "a name with a carriage return": "pi@a\rb",
        "a user that is not UTF-8": os.fsdecode(b"p\xff@host"),
        "a name turned right to left": "pi@a\u202eb",
        "a name of 254 signs": "x" * 254,
        "a name of 253 signs": "x" * 253,
        "the same twice": "pi@one PI@ONE.",
        "the same twice, as IPv6": "::1 0:0:0:0:0:0:0:1",
        "1,000 addresses": " ".join(f"pi@h{number}" for number in range(1000)),
    }.items():
        yield label, text
