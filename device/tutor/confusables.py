"""Which letters are mistaken for which: handshapes that differ in one thumb or one finger."""

CONFUSABLE_GROUPS: tuple[frozenset[str], ...] = tuple(
    frozenset(family) for family in ("ASTMNE", "UVRKW", "IYJ", "DZXL", "GH", "PQ", "CO", "FD")
)
MOVING = frozenset("JZ")  # read from their movement, not from one frame

# Easy and common handshapes first, and never two of a family in a row: learned together, they blur each other.
TEACHING_ORDER = "BLYCVAFIWODUEHXKGRSPMQTJNZ"


def confusable_with(letter: str) -> frozenset[str]:
    """Letters it is mistaken for, without the letter itself; the same for any other label: none."""
    return frozenset().union(*(family for family in CONFUSABLE_GROUPS if letter in family)) - {letter}


def are_confusable(a: str, b: str) -> bool:
    """The two are one letter or of one family."""
    return a == b or b in confusable_with(a)
