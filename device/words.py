"""Letters over time → the words they spell."""

from collections.abc import Iterable
from itertools import groupby


def spelled(truth: Iterable[str | None]) -> str:
    """The word a labelled clip spells: one letter a run of equal labels; "" between them ends a run."""
    return "".join(letter for letter, _ in groupby(truth) if letter)


def comparison(truth: str, read: str) -> str:
    """What was spelled above what was read, and how many letters agree (longest common subsequence)."""
    agree = f"{common(truth, read)} of {len(truth)} letters"
    return f"spelled  {' '.join(truth)}\nread     {' '.join(read) or '–'}\n{agree}"


def common(a: str, b: str) -> int:
    """Length of the longest common subsequence: letters of `a` that were read, in their order."""
    row = [0] * (len(b) + 1)
    for letter in a:
        above = 0
        for j, other in enumerate(b, start=1):
            above, row[j] = row[j], above + 1 if letter == other else max(row[j], row[j - 1])
    return row[-1]
