"""What the page "Alphabet" says about each letter and number: a hint, whether it moves, and what looks like it."""

from typing import Any

from device.alphabet import ALPHABET, DYNAMIC_LETTERS
from device.assets import handshapes
from device.signing.pose_table import DIGITS
from device.tutor.confusables import confusable_with
from device.tutor.message_text import HINTS_IN

NUMBERS_LIKE = {"0": "O", "1": "D", "2": "V", "4": "B", "6": "W789", "7": "689", "8": "679", "9": "F678"}
"""Number → letters and numbers whose handshape is nearly the same."""


def alphabet(language: str, judged: str) -> dict[str, Any]:
    """Return "signs": of each letter and number `name`, `hint`, `moves`, `lesson` (it can be asked for), and `alike`.

    Args:
        language: of the texts; hints and differences exist in English only and are "" in other languages.
        judged: letters that can be asked for.
    """
    signs = []
    for name in (*ALPHABET, *DIGITS):
        alike = sorted({*confusable_with(name), *NUMBERS_LIKE.get(name, "")} | _numbers_like(name))
        english = language == HINTS_IN
        signs.append(
            {
                "name": name,
                "hint": handshapes.hints().get(name, "") if english else "",
                "moves": name in DYNAMIC_LETTERS,
                "lesson": name in judged,
                "alike": [
                    {"name": other, "difference": (handshapes.difference(name, other) or "") if english else ""}
                    for other in alike
                ],
            }
        )
    return {"signs": signs}


def _numbers_like(name: str) -> set[str]:
    return {number for number, others in NUMBERS_LIKE.items() if name in others}
