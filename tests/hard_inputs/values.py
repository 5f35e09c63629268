"""Values that break programs which expect another one: in fields of JSON, for fuzzing and for messages of the page."""

from typing import Any

VALUES: tuple[Any, ...] = (
    None,
    True,
    "",
    "\0",
    "a\udcffb",
    "\x1b[2J",
    "9" * 5000,
    "x" * 300,
    0,
    -1,
    10**30,
    1e308,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    {"": None},
)
"""What a field of a JSON object is replaced by."""
