"""Variants: the ways in which people sign a letter, and handshapes that are no letter of the alphabet."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from device.alphabet import STATIC_LETTERS
from training.rendering.contacts import THUMB_ONLY, Contact
from training.rendering.letters import ACROSS, FIST, HANDSHAPES, Handshape, View


@dataclass(frozen=True)
class Variant:
    """One way of signing.

    Attributes:
        name: "usual" for the table's own handshape.
        frequency: relative to the other variants.
        shape: the handshape.
        views: (yaw, pitch, roll) in degrees from which people show it; each is as frequent as the others.
    """

    name: str
    frequency: float
    shape: Handshape
    views: tuple[View, ...]


def _ways(letter: str) -> tuple[Variant, ...]:
    """Return the variants of a static letter."""
    base = HANDSHAPES[letter]
    plain = _usual(base)
    match letter:
        case "A":
            outward = replace(base, thumb=(58, 10, 10, 6, 4), contacts=())
            return plain("", 0.75), Variant("thumb out", 0.25, outward, (base.view,))
        case "C":
            return (plain("", 1.0, (60, 0, -4), (60, 0, -4), (72, 0, 0), (38, 0, 0), (20, -8, 0)),)
        case "D":
            closed = replace(base, middle=(50, 80, 46, 2), ring=(64, 90, 52, 1), little=(70, 92, 52, 2))
            return plain("", 0.6, (15, 0, 0), (45, 0, 0), (70, 0, 0)), Variant(
                "closed", 0.4, closed, ((15, 0, 0), (0, 0, 0))
            )
        case "E":
            open_ = replace(
                base, index=(20, 88, 40, 0), middle=(20, 88, 40, 0), ring=(22, 88, 40, 0), little=(24, 86, 40, 2)
            )
            closed = replace(
                base, index=(38, 104, 54, 0), middle=(38, 104, 54, 0), ring=(38, 104, 54, 0), little=(40, 102, 54, 2)
            )
            return (
                plain("", 0.45),
                Variant("open", 0.3, open_, (base.view,)),
                Variant("closed", 0.25, closed, (base.view,)),
            )
        case "F":
            together = replace(base, middle=(4, 6, 4, 0), ring=(2, 5, 3, 2), little=(0, 5, 3, 4))
            return plain("", 0.7, (12, 0, 0), (35, 0, 0)), Variant("together", 0.3, together, ((5, 0, 0),))
        case "G":
            pinch = replace(base, index=(40, 40, 20, 0), thumb=(20, 40, 40, 8, 12), contacts=(), view=(195, 0, -80))
            return (
                plain("", 0.85, base.view, base.view, (165, 0, -85), (0, 0, 84), (20, 0, 88), (240, 0, -75)),
                Variant("bent", 0.15, pinch, (base.view, (150, 0, -80))),
            )
        case "H":
            return (plain("", 1.0, base.view, base.view, (205, 0, -80), (0, 0, 84), (20, 0, 88)),)
        case "K":
            return (plain("", 1.0, (-25, 0, 0), (-12, 0, 0), (4, 0, 0)),)
        case "M" | "N":
            return _m_or_n(letter, base)
        case "O":
            flat = replace(
                base, index=(62, 32, 22, 0), middle=(62, 32, 22, 0), ring=(62, 32, 22, 0), little=(62, 32, 22, 2)
            )
            return plain("", 0.8, (52, 0, -4), (66, 0, 0), (25, 0, 0)), Variant(
                "flat", 0.2, flat, ((60, 0, 0), (30, 0, 0))
            )
        case "P":
            low = replace(base, middle=(52, 8, 4, -1))
            return (
                plain("", 0.55, base.view, base.view, (-75, 0, 100), (-40, 10, 115)),
                Variant("narrow", 0.25, low, ((-60, 0, 120), (-90, 0, 95))),
                Variant("from the front", 0.2, replace(base, extra=AHEAD), ((0, 88, 0), (18, 84, 0))),
            )
        case "Q":
            hanging = replace(base, index=(74, 16, 6, 0), thumb=(22, 64, 20, 6, 8), contacts=(), extra=AHEAD)
            return (
                plain("", 0.5, base.view, base.view, (-80, 0, 135), (-120, 0, 150)),
                Variant("bent", 0.25, replace(base, index=(62, 24, 8, 0)), ((-90, 0, 118), (-75, 0, 110))),
                Variant("from the front", 0.25, hanging, ((0, 72, 0), (-15, 60, 0), (20, 66, 0))),
            )
        case "S":
            low = replace(
                base,
                contacts=tuple(
                    replace(c, offset=(c.offset[0], c.offset[1] - 0.07, c.offset[2])) for c in base.contacts
                ),
            )
            return plain("", 0.85), Variant("thumb lower", 0.15, low, (base.view, (-25, 0, 0)))
        case "T":
            return (plain("", 1.0, base.view, (-20, -4, 0), (20, -4, 0)),)
        case "X":
            hooked = replace(base, index=(26, 92, 58, 0))
            return plain("", 0.7, base.view, (15, 0, 0), (55, 0, 0), (75, 0, 0)), Variant(
                "tight", 0.3, hooked, ((20, 0, 0), (50, 0, 0))
            )
        case "Y":
            return (plain("", 1.0, base.view, base.view, (0, 0, 25)),)
    return (plain("", 1.0),)


def _usual(base: Handshape) -> Callable[..., Variant]:
    """Return a short form of Variant for the table's own handshape, from one or more views."""
    return lambda name, frequency, *views: Variant(name or "usual", frequency, base, views or (base.view,))


AHEAD = {"w_flex": 12.0}
"""Angles of a forearm that points at the viewer, palm down: for hands whose fingers hang."""


def _m_or_n(letter: str, base: Handshape) -> tuple[Variant, ...]:
    """Return the variants of M and N: fingers over the thumb, level over it, or hanging."""
    straight, level = (74, 14, 8, 0), (84, 22, 12, 0)
    fingers = ("index", "middle", "ring")[: 3 if letter == "M" else 2]
    beside = ((13, 0.5), (17, 0.5)) if letter == "M" else ((9, 0.5), (13, 0.5))
    under = (Contact(4, beside, (0.0, -0.15, 0.26)),)
    hang: dict[str, Any] = dict.fromkeys(fingers, straight)
    stretch: dict[str, Any] = dict.fromkeys(fingers, level)
    hanging = replace(base, **hang, contacts=under, extra=AHEAD)
    flat = replace(base, **stretch, freedom=THUMB_ONLY)
    return (
        Variant("usual", 0.6, base, (base.view, (0, 0, 0), (20, -6, 0))),
        Variant("level", 0.2, flat, ((0, 4, 0), (0, 16, 0))),
        Variant("fingers down", 0.2, hanging, ((0, 74, 0), (-15, 62, 0), (18, 66, 0))),
    )


VARIANTS = {letter: _ways(letter) for letter in STATIC_LETTERS}
"""Static letter → its variants."""

_OPEN = (4, 5, 3)
_I, _M, _R, _L = FIST
_BACKS: tuple[View, ...] = ((0, 0, 0), (180, 0, 0))
OTHERS: dict[str, Variant] = {
    v.name: v
    for v in (
        Variant(
            "open_hand",
            3,
            Handshape((*_OPEN, 9), (*_OPEN, 2), (*_OPEN, -6), (*_OPEN, -16), (52, 12, 20, 4, 4)),
            (*_BACKS, (70, 0, 0)),
        ),
        Variant("digit3", 1, Handshape((*_OPEN, 9), (*_OPEN, -8), _R, _L, (66, 10, 12, 2, 2)), _BACKS),
        Variant(
            "digit4",
            1,
            Handshape((*_OPEN, 9), (*_OPEN, 2), (*_OPEN, -6), (*_OPEN, -15), ACROSS, (HANDSHAPES["B"].contacts[0],)),
            _BACKS,
        ),
        Variant(
            "digit7",
            1,
            Handshape((*_OPEN, 6), (*_OPEN, -1), (52, 76, 46, 0), (*_OPEN, -12), (8, 60, 45, 10, 25)),
            _BACKS,
        ),
        Variant(
            "digit8",
            1,
            Handshape((*_OPEN, 6), (52, 72, 44, 0), (*_OPEN, -4), (*_OPEN, -12), (14, 60, 45, 10, 25)),
            _BACKS,
        ),
        Variant("ILY", 1, Handshape((*_OPEN, 3), _M, _R, (*_OPEN, -12), (66, 10, 12, 2, 2)), _BACKS),
        Variant(
            "horns", 1, Handshape((*_OPEN, 3), _M, _R, (*_OPEN, -12), ACROSS, HANDSHAPES["I"].contacts[:1]), _BACKS
        ),
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
        Variant(
            "middle_finger", 1, Handshape(_I, (*_OPEN, 0), _R, _L, ACROSS, HANDSHAPES["I"].contacts[:1]), ((180, 0, 0),)
        ),
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
            Handshape(_I, _M, _R, _L, ACROSS, HANDSHAPES["S"].contacts),
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
