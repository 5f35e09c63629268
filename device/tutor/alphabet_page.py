"""What the page "Alphabet" says about each letter and number: a hint, whether it moves, and what looks like it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from device.alphabet import ALPHABET, DYNAMIC_LETTERS
from device.assets.strings import load_strings
from device.signing.pose_table import DIGITS
from device.tutor.confusables import confusable_with

NUMBERS_LIKE = {"0": "O", "1": "D", "2": "V", "4": "B", "6": "W", "9": "F"}
"""Number → letter whose handshape is nearly the same."""


def alphabet(language: str, judged: str, own: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
    """Return "signs": of each letter and number `name`, `hint`, `moves`, `lesson` (to be asked for), `own`, `alike`.

    Args:
        language: of hints and differences.
        judged: letters and numbers that can be asked for.
        own: sign with a teacher's picture → the name of who gave it; `own` is this name, null without a picture.
    """
    signs, texts = [], load_strings(language).texts
    for name in (*ALPHABET, *DIGITS):
        alike = sorted({*confusable_with(name), *NUMBERS_LIKE.get(name, "")} | _numbers_like(name))
        signs.append(
            {
                "name": name,
                "hint": texts.get(f"hint.{name}", ""),
                "moves": name in DYNAMIC_LETTERS,
                "lesson": name in judged,
                "own": own.get(name),
                "alike": [
                    {"name": other, "difference": texts[f"pair.{''.join(sorted(name + other))}"]} for other in alike
                ],
            }
        )
    return {"signs": signs}


def _numbers_like(name: str) -> set[str]:
    return {number for number, others in NUMBERS_LIKE.items() if name in others}
