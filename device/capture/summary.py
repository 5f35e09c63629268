"""What a session holds, letter by letter: the class balance as bars."""

from collections.abc import Mapping
from pathlib import Path

BAR = 30  # characters of the longest bar


def summary(have: Mapping[str, int], count: int, folder: Path) -> str:
    """A line a letter, and a sentence about the whole."""
    most = max(*have.values(), count, 1)
    width = max(map(len, have))
    lines = [f"{letter:<{width}} {'#' * round(BAR * n / most):<{BAR}} {n}" for letter, n in have.items()]
    total = sum(have.values())
    missing = sum(max(0, count - n) for n in have.values())
    lines.append(
        f"{total} pictures in {folder}"
        + (f"; {missing} are missing: give the same command again to go on." if missing else "; nothing is missing.")
    )
    return "\n".join(lines) + "\n"
