"""Confusable letters, and confusable numbers: handshapes that differ in one finger or only in the thumb."""

from device.alphabet import DIGITS

CONFUSABLE_GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(group) for group in ("ASTMNE", "UVRKW", "IYJ", "DZXL", "GH", "PQ", "CO", "FD")
)

NUMBER_GROUPS: tuple[frozenset[str], ...] = tuple(frozenset(group) for group in ("46789", "45", "09", "12", "23"))

# Simple and frequent handshapes first; two letters of one group are never adjacent, because learning them together
# makes them harder to tell apart.
TEACHING_ORDER = "BLYCVAFIWODUEHXKGRSPMQTJNZ"

NUMBER_ORDER = "1426580739"

SHOWN_ANYWAY = "BC5"
"""Signs of the open and the half open hand that people show before they sign. A lesson does not begin with one."""


def confusable_with(letter: str) -> frozenset[str]:
    """Return the letters that a letter is mistaken for, or the numbers of a number; empty for any other label.

    Numbers and letters are never compared, though 0 and O look alike: a lesson asks for one kind only.
    """
    groups = NUMBER_GROUPS if letter in DIGITS else CONFUSABLE_GROUPS
    return frozenset().union(*(group for group in groups if letter in group)) - {letter}


def teaching_place(sign: str) -> int:
    """Return the place of a letter or number in the order in which they are taught."""
    return (TEACHING_ORDER + NUMBER_ORDER).index(sign)


def are_confusable(a: str, b: str) -> bool:
    """Return whether two letters are the same or share a group."""
    return a == b or b in confusable_with(a)
