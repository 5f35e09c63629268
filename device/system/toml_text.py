"""TOML of people: every file that cannot be parsed, however it was made, is one error."""

import tomllib
from typing import Any

from device.system.text_file import TextError

MAX_DOTS = 500  # in a line


def parse_toml(text: str) -> dict[str, Any]:
    """Parse a TOML document.

    Raises:
        TextError: it is no TOML, is nested too deeply, or has a number or a key that is too long.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > MAX_DOTS:  # tomllib's time grows with the square of the parts of a key
            raise TextError(f"line {number} has more than {MAX_DOTS} dots; shorten it")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:  # also for numbers of thousands of digits
        reason = "its lists and tables are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise TextError(reason) from None
