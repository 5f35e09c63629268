"""The 26 reference handshapes: pictures and one-line hints, for prompts, feedback and receptive practice.

The pictures are our own renders (`python -m training synthetic reference`), so they may be shown, shipped and
changed freely. A hand shown to copy must be on the learner's side: pass hand="left" for left-handed signers,
and mirror nothing else.

Not yet reviewed by a Deaf signer (see REVIEWED); the station says so in its credits.
"""

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageOps

from device.alphabet import ALPHABET
from device.types import Handedness

View = Literal["front", "own"]
Skin = Literal["light", "medium", "dark"]
VIEWS: tuple[View, ...] = ("front", "own")
"""front: what the person opposite sees; own: what you see of your own hand."""
SKINS: tuple[Skin, ...] = ("light", "medium", "dark")
LETTERS = tuple(ALPHABET)
MONO_SIDE = 64
"""Pixels of the 1-bit pictures: the height of a 128×64 display."""
SIDE_FOR = {(128, 64): MONO_SIDE, (240, 240): 150, (800, 480): 300, (1920, 1080): 480}
"""Side of a picture that fits beside the text of each supported display, pixels."""
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Handshape:
    """What to tell a learner about one letter.

    Attributes:
        hint: one line on how the hand is formed.
        moves: True for J and Z.
    """

    letter: str
    hint: str
    moves: bool


@cache
def _texts() -> dict:
    return json.loads((_FOLDER / "handshapes.json").read_text(encoding="utf-8"))


REVIEWED: bool = False
"""Whether a Deaf signer has checked the pictures and hints."""


@cache
def handshapes() -> dict[str, Handshape]:
    """Letter → Handshape, A to Z."""
    return {k: Handshape(k, v["hint"], v.get("moves", False)) for k, v in _texts()["letters"].items()}


def difference(a: str, b: str) -> str | None:
    """How two letters that are easily confused differ, in one line; None for a pair we have no text for."""
    return _texts()["pairs"].get("".join(sorted((a, b))))


@lru_cache(maxsize=64)
def picture(
    letter: str, side: int, view: View = "front", skin: Skin = "medium", hand: Handedness = "right"
) -> Image.Image:
    """The handshape on a transparent ground, RGBA (side, side).

    Raises:
        KeyError: no such letter, view or skin.
    """
    if letter not in LETTERS or view not in VIEWS or skin not in SKINS:
        raise KeyError(f"no reference picture for {letter!r}, {view!r}, {skin!r}")
    with Image.open(_FOLDER / f"{letter}_{view}_{skin}.webp") as stored:
        image = stored.convert("RGBA")
    # Premultiplied while it is scaled, or the transparent ground would bleed into the hand's edge.
    image = image.convert("RGBa").resize((side, side), Image.Resampling.LANCZOS).convert("RGBA")
    return ImageOps.mirror(image) if hand == "left" else image


@lru_cache(maxsize=64)
def mono(letter: str, view: View = "front", hand: Handedness = "right") -> Image.Image:
    """The handshape for a 1-bit display, mode "1", 64×64, light on dark.

    Raises:
        KeyError: no such letter or view.
    """
    if letter not in LETTERS or view not in VIEWS:
        raise KeyError(f"no reference picture for {letter!r}, {view!r}")
    with Image.open(_FOLDER / f"{letter}_{view}_mono.png") as stored:
        image = stored.convert("1")
    return ImageOps.mirror(image) if hand == "left" else image
