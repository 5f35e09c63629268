"""Letters over time → the words they spell, and how a line of them is mended."""

from collections.abc import Iterable
from itertools import groupby


def spelled(truth: Iterable[str | None]) -> str:
    """The word a labelled clip spells: one letter a run of equal labels; "" between them ends a run."""
    return "".join(letter for letter, _ in groupby(truth) if letter)


def comparison(truth: str, read: str) -> str:
    """What was spelled above what was read, and how many letters agree (longest common subsequence)."""
    agree = f"{lcs_length(truth, read)} of {len(truth)} letters"
    return f"spelled  {' '.join(truth)}\nread     {' '.join(read) or '–'}\n{agree}"


def lcs_length(a: str, b: str) -> int:
    """Length of the longest common subsequence: letters of `a` that were read, in their order."""
    row = [0] * (len(b) + 1)
    for letter in a:
        above = 0
        for j, other in enumerate(b, start=1):
            above, row[j] = row[j], above + 1 if letter == other else max(row[j], row[j - 1])
    return row[-1]


def apply_edit(text: str, button: str) -> str:
    """A line of text after a button: delete, space or clear, by their own buttons or by those a small station has."""
    if button in ("delete", "skip"):
        return text[:-1]
    if button in ("space", "next"):
        return text + " " if text and not text.endswith(" ") else text
    return "" if button == "clear" else text
