"""Confusable letters: handshapes that differ in one finger or only in the thumb."""

CONFUSABLE_GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(group) for group in ("ASTMNE", "UVRKW", "IYJ", "DZXL", "GH", "PQ", "CO", "FD")
)

# Simple and frequent handshapes first; two letters of one group are never adjacent, because learning them together
# makes them harder to tell apart.
TEACHING_ORDER = "BLYCVAFIWODUEHXKGRSPMQTJNZ"

SHOWN_ANYWAY = "BC"
"""Letters of the open and the half open hand that people show before they sign. A lesson does not begin with one."""


def confusable_with(letter: str) -> frozenset[str]:
    """Return the letters that `letter` is mistaken for, without itself; empty for any other label."""
    return frozenset().union(*(group for group in CONFUSABLE_GROUPS if letter in group)) - {letter}


def are_confusable(a: str, b: str) -> bool:
    """Return whether two letters are the same or share a group."""
    return a == b or b in confusable_with(a)
