"""Variants: the ways in which people sign a letter, and handshapes that are no letter of the alphabet."""

from device.alphabet import STATIC_LETTERS
from training.rendering.contacts import Contact
from training.rendering.handshape import Handshape, Variant, View
from training.rendering.pose_table import NUMBERS, Table, built_in_table

__all__ = ["OTHERS", "VARIANTS", "Variant", "letter_variants"]


def letter_variants(table: Table) -> dict[str, tuple[Variant, ...]]:
    """Return the ways of each static letter of a pose table."""
    return {letter: table[letter] for letter in STATIC_LETTERS}


VARIANTS = letter_variants(built_in_table())
"""Static letter → its variants, as fitted to clusters of training people."""

NUMBER_VARIANTS = {number: built_in_table()[number] for number in NUMBERS}
"""Number → its variants."""

_OPEN = (4, 5, 3)
_I, _M, _R, _L = (60, 104, 60, 1), (63, 106, 60, 0), (67, 106, 60, -1), (70, 104, 60, -3)
_ACROSS = (0, 40, 50, 25, 35)
"""Start of a thumb that crosses the palm."""
_OVER_FIST = (
    Contact(4, ((10, 0.4), (11, 0.6)), (0.0, 0.02, 0.19), 2.4),
    Contact(3, ((6, 0.4), (7, 0.6)), (0.08, -0.02, 0.18), 1.8),
)
_ON_MIDDLE = (Contact(4, ((10, 0.5), (11, 0.5)), (-0.02, -0.03, 0.20)),)
_BACKS: tuple[View, ...] = ((0, 0, 0), (180, 0, 0))


def _number(name: str) -> Variant:
    """Return a number as a handshape that is no letter, seen from both sides."""
    one = NUMBER_VARIANTS[name][0]
    return Variant(
        f"digit{name}", 1, one.shape, (*one.views, *((yaw + 180, pitch, roll) for yaw, pitch, roll in one.views))
    )


OTHERS: dict[str, Variant] = {
    v.name: v
    for v in (
        Variant(
            "open_hand",
            3,
            Handshape((*_OPEN, 9), (*_OPEN, 2), (*_OPEN, -6), (*_OPEN, -16), (52, 12, 20, 4, 4)),
            (*_BACKS, (70, 0, 0)),
        ),
        _number("3"),
        _number("4"),
        _number("7"),
        _number("8"),
        Variant("ILY", 1, Handshape((*_OPEN, 3), _M, _R, (*_OPEN, -12), (66, 10, 12, 2, 2)), _BACKS),
        Variant("horns", 1, Handshape((*_OPEN, 3), _M, _R, (*_OPEN, -12), _ACROSS, _ON_MIDDLE), _BACKS),
        Variant(
            "thumb_up",
            1,
            Handshape(_I, _M, _R, _L, (68, 10, 10, 0, 0)),
            ((0, 0, 90), (0, -45, 90), (180, 0, -90), (180, 45, -90)),
        ),
        Variant(
            "thumb_down",
            1,
            Handshape(_I, _M, _R, _L, (68, 10, 10, 0, 0)),
            ((0, 0, -90), (0, -45, -90), (180, 0, 90), (180, 45, 90)),
        ),
        Variant("middle_finger", 1, Handshape(_I, (*_OPEN, 0), _R, _L, _ACROSS, _ON_MIDDLE), ((180, 0, 0),)),
        Variant(
            "thumb_index_apart",
            1,
            Handshape((34, 20, 10, 4), _M, _R, _L, (40, 40, 35, 4, 6)),
            ((-60, 0, 0), (70, 0, 0)),
        ),
        Variant(
            "claw",
            2,
            Handshape((14, 58, 38, 8), (14, 58, 38, 2), (14, 58, 38, -6), (16, 56, 38, -14), (44, 30, 25, 12, 24)),
            _BACKS,
        ),
        Variant(
            "relaxed",
            3,
            Handshape((26, 30, 16, 2), (32, 36, 18, 0), (36, 40, 20, -2), (38, 42, 22, -6), (38, 28, 28, 10, 14)),
            (*_BACKS, (80, 0, 0), (-70, 0, 160)),
        ),
        Variant(
            "fist_side",
            1,
            Handshape(_I, _M, _R, _L, _ACROSS, _OVER_FIST),
            ((180, 0, 0), (100, 0, 0), (-95, 0, 0)),
        ),
        Variant(
            "flat_hand_side",
            1,
            Handshape((*_OPEN, -2), (*_OPEN, 0), (*_OPEN, 2), (*_OPEN, 4), (18, 10, 20, 4, 4)),
            ((88, 0, 0), (-88, 0, 0), (90, 0, 80)),
        ),
    )
}
"""Handshapes of everyday life and of other signs that no letter uses."""
