"""How many pictures of each letter a session has, as text."""

from collections.abc import Mapping
from pathlib import Path

from device.names import shown

MAX_BAR = 30  # characters


def summary(have: Mapping[str, int], count: int, folder: Path) -> str:
    """Return one line with a bar for each letter, and a sentence about all pictures.

    Args:
        have: number of pictures of each letter.
        count: number wanted of each.
        folder: of the session.
    """
    full = max(*have.values(), count, 1)
    width = max(map(len, have))
    lines = [f"{letter:<{width}} {'#' * round(MAX_BAR * n / full):<{MAX_BAR}} {n}" for letter, n in have.items()]
    total = sum(have.values())
    missing = sum(max(0, count - n) for n in have.values())
    rest = f"{missing} are missing: give the same command again to go on." if missing else "nothing is missing."
    lines.append(f"{total} pictures in {shown(folder)}; {rest}")
    return "\n".join(lines) + "\n"
