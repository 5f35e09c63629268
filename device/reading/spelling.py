"""Spelling: the word a labelled clip shows, its comparison with what was read, and edits of a line."""

from collections.abc import Iterable
from itertools import groupby


def spelled(truth: Iterable[str | None]) -> str:
    """Return the word that a labelled clip spells.

    Args:
        truth: label of each frame. A run of equal labels is one letter; "" and None separate letters.
    """
    return "".join(letter for letter, _ in groupby(truth) if letter)


def comparison(truth: str, read: str) -> str:
    """Format the spelled word above the letters read, and count those that agree (longest common subsequence).

    Args:
        truth: the word spelled.
        read: the text read; its spaces are ignored.
    """
    read = read.replace(" ", "")
    agree = f"{lcs_length(truth, read)} of {len(truth)} letters"
    return f"spelled  {' '.join(truth)}\nread     {' '.join(read) or '–'}\n{agree}"


def lcs_length(a: str, b: str) -> int:
    """Return the length of the longest common subsequence of two words."""
    row = [0] * (len(b) + 1)
    for letter in a:
        above = 0
        for j, other in enumerate(b, start=1):
            above, row[j] = row[j], above + 1 if letter == other else max(row[j], row[j - 1])
    return row[-1]


def apply_edit(text: str, action: str) -> str:
    """Return the line after an edit: "delete", "space" or "clear". "skip" deletes and "next" adds a space, too."""
    if action in ("delete", "skip"):
        return text[:-1]
    if action in ("space", "next"):
        return text + " " if text and not text.endswith(" ") else text
    return "" if action == "clear" else text
