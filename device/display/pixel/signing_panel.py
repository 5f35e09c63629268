"""The drawn hand that spells, on pixel displays and in the terminal."""

from functools import lru_cache

from PIL import Image

from device.display.palette import Palette
from device.display.pixel.text_drawing import Area
from device.signing.one_bit import one_bit
from device.signing.performance import performance
from device.signing.renderer import HandRenderer
from device.signing.timeline import Moment
from device.signing.viewpoint import Viewpoint
from device.view import Signing

UNITS = 2.6
"""Hand units that fit into the picture: the hand with room for J, Z and double letters."""
ONE_BIT_SCALE = 2
"""Size of the rendering that a 1-bit picture is made from."""
MAX_SIDE = 720
"""Larger pictures are scaled up: a Pi must draw fifteen a second."""


def signing_picture(signing: Signing, side: int) -> Image.Image:
    """Draw the hand as it is now on a transparent background, RGBA, `side` × `side` pixels."""
    drawn = min(side, MAX_SIDE)
    image = _renderer(signing.skin).render(_moment(signing), _viewpoint(drawn, signing.yaw))
    picture = Image.fromarray(image.rgba, "RGBA")
    return picture if drawn == side else picture.resize((side, side), Image.Resampling.BILINEAR)


def mono_signing_picture(signing: Signing, side: int) -> Image.Image:
    """Draw the hand for a 1-bit display: mode "1", light on dark."""
    image = _renderer("light").render(_moment(signing), _viewpoint(side * ONE_BIT_SCALE, signing.yaw))
    return Image.fromarray(one_bit(image, side).astype("uint8") * 255).convert("1")


def draw_signing(image: Image.Image, signing: Signing, area: Area, palette: Palette, mono: bool) -> None:
    """Draw the hand as large as fits into the middle of an area."""
    left, top, right, bottom = area
    side = max(8, min(right - left, bottom - top))
    at = ((left + right - side) // 2, (top + bottom - side) // 2)
    if mono:
        image.paste(mono_signing_picture(signing, side).convert("RGB"), at)
    else:
        picture = signing_picture(signing, side)
        image.paste(picture, at, picture)


def _moment(signing: Signing) -> Moment:
    return performance(signing.text, signing.speed).line.at(signing.at_s)


def _viewpoint(side: int, yaw: float) -> Viewpoint:
    return Viewpoint(side, side, side / UNITS, yaw, centre=(0.54, 0.47))


@lru_cache(maxsize=4)
def _renderer(skin: str) -> HandRenderer:
    return HandRenderer(skin)
