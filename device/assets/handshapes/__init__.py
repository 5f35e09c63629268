"""The pictures of the 26 reference handshapes, for prompts, feedback and receptive practice.

The pictures are our own renderings (`python -m training synthetic reference`) and may be shown, redistributed and
changed freely. They show a right hand; pass hand="left" for a learner who signs with the left hand.

No Deaf signer has reviewed them yet (see REVIEWED); the displays and the page state this.
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from PIL import Image, ImageOps

from device.alphabet import ALPHABET
from device.types import Handedness

View = Literal["front", "own"]
Skin = Literal["light", "medium", "dark"]
VIEWS: tuple[View, ...] = get_args(View)
"""front: as the person opposite sees the hand; own: as the signer sees it."""
SKINS: tuple[Skin, ...] = get_args(Skin)
MONO_SIDE = 64
"""Side of the 1-bit pictures, pixels: the height of a 128×64 display."""
REVIEWED: bool = False
"""Whether a Deaf signer has reviewed the pictures and hints."""
_FOLDER = Path(__file__).parent


def picture_file(letter: str, view: View, skin: Skin) -> Path:
    """Return the WebP file of a picture; it is 480 pixels square and shows a right hand."""
    return _FOLDER / f"{letter}_{view}_{skin}.webp"


@lru_cache(maxsize=64)
def picture(
    letter: str, side: int, view: View = "front", skin: Skin = "medium", hand: Handedness = "right"
) -> Image.Image:
    """Return a handshape on a transparent background, RGBA, `side` × `side` pixels.

    Raises:
        KeyError: no such letter, view or skin.
    """
    if letter not in ALPHABET or view not in VIEWS or skin not in SKINS:
        raise KeyError(f"no reference picture for {letter!r}, {view!r}, {skin!r}")
    with Image.open(picture_file(letter, view, skin)) as stored:
        image = stored.convert("RGBA")
    # Scale with premultiplied alpha, or the transparent background would show at the hand's edge.
    image = image.convert("RGBa").resize((side, side), Image.Resampling.LANCZOS).convert("RGBA")
    return ImageOps.mirror(image) if hand == "left" else image


@lru_cache(maxsize=64)
def mono_picture(letter: str, view: View = "front", hand: Handedness = "right") -> Image.Image:
    """Return a handshape for a 1-bit display: mode "1", MONO_SIDE pixels square, light on dark.

    Raises:
        KeyError: no such letter or view.
    """
    if letter not in ALPHABET or view not in VIEWS:
        raise KeyError(f"no reference picture for {letter!r}, {view!r}")
    with Image.open(_FOLDER / f"{letter}_{view}_mono.png") as stored:
        image = stored.convert("1")
    return ImageOps.mirror(image) if hand == "left" else image
