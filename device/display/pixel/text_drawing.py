"""Letters and text as pixels, in the fonts of device/assets/fonts."""

from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from device.display.palette import Colour
from device.display.text_wrap import wrap

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels
MIN_FONT_PX = 8  # smaller letters cannot be read on an OLED
MIN_WIDTH_SCALE = 0.55  # a wide letter is squeezed to this part of its width before its height is reduced
CAPITAL_HEIGHT = 0.72  # height of the font's capitals, slightly less than 0.73 of its size
MAX_TEXT = 200  # letters of the text that are measured; a station's text may grow for months
FOLDER = Path(__file__).parents[2] / "assets" / "fonts"


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans of this size in pixels."""
    path = FOLDER / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)  # the same with every Pillow


@lru_cache(maxsize=128)
def letter_mask(letter: str, size: tuple[int, int]) -> Image.Image:
    """Return a letter as large as possible, centred in (width, height): white on black, mode "L"."""
    width, height = size
    mask = Image.new("L", size)
    glyph = _glyph(letter, font(max(MIN_FONT_PX, int(height / CAPITAL_HEIGHT)), bold=True))
    if glyph is None:
        return mask
    scale = min(height / glyph.height, 1.0, width / (glyph.width * MIN_WIDTH_SCALE))
    fitted = (max(1, min(round(glyph.width * scale), width)), max(1, round(glyph.height * scale)))
    if fitted != glyph.size:
        glyph = glyph.resize(fitted, Image.Resampling.LANCZOS)
    mask.paste(glyph, ((width - fitted[0]) // 2, (height - fitted[1]) // 2))
    return mask


def draw_letter(image: Image.Image, letter: str, area: Area, colour: Colour) -> None:
    """Draw a letter as large as the area."""
    left, top, right, bottom = area
    if right > left and bottom > top:
        image.paste(colour, (left, top), letter_mask(letter, (right - left, bottom - top)))


def draw_paragraph(
    pen: ImageDraw.ImageDraw, text: str, area: Area, colour: Colour, max_size: int, bold: bool = False
) -> None:
    """Draw a text centred in an area, in the largest size whose lines fit; cut it if the smallest does not fit.

    Args:
        pen: of the image.
        text: to draw.
        area: to fill.
        colour: of the text.
        max_size: largest font size, pixels.
        bold: use the bold font.
    """
    left, top, right, bottom = area
    width = right - left
    size = max(max_size, MIN_FONT_PX)
    while True:
        face, height = font(size, bold), line_height(size)
        lines = wrap_pixels(text, face, width)
        max_lines = max(1, (bottom - top) // height)
        fits = len(lines) <= max_lines and all(face.getlength(line) <= width for line in lines)
        if fits or size == MIN_FONT_PX:
            break
        size = max(MIN_FONT_PX, size * 9 // 10)
    draw_lines(pen, lines, area, colour, size, bold)


def draw_lines(
    pen: ImageDraw.ImageDraw, lines: list[str], area: Area, colour: Colour, size: int, bold: bool = False
) -> None:
    """Draw lines of one size, centred in an area; what does not fit is cut.

    Args:
        pen: of the image.
        lines: to draw.
        area: to fill.
        colour: of the text.
        size: of the font, pixels.
        bold: use the bold font.
    """
    left, top, right, bottom = area
    face, height = font(size, bold), line_height(size)
    max_lines = max(1, (bottom - top) // height)
    if len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], " ".join(lines[max_lines - 1 :])]
    y = (top + bottom - height * len(lines)) / 2 + height / 2
    for line in lines:
        pen.text(((left + right) / 2, y), truncate(line, face, right - left), font=face, fill=colour, anchor="mm")
        y += height


def truncate(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """Return the text, cut at its end with “…” if it is wider than `width` pixels."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def truncate_start(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """Return the text, cut at its start with “…” if it is wider than `width` pixels: the newest letters stay."""
    text = text[-MAX_TEXT:]
    if face.getlength(text) <= width:
        return text
    while len(text) > 1 and face.getlength("…" + text) > width:
        text = text[1:]
    return "…" + text


def line_height(size: int) -> int:
    """Return the distance between two lines of this font size, pixels; Vietnamese has marks above and below."""
    return round((1.15 if size < 12 else 1.25) * size)


def wrap_pixels(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return the text in lines of at most `width` pixels, see text_wrap.wrap."""
    return wrap(text, lambda line: face.getlength(line) <= width)


def fits_smallest(text: str, width: int, lines: int) -> bool:
    """Return whether the text in the smallest size fits on so many lines of `width` pixels."""
    return len(wrap_pixels(text, font(MIN_FONT_PX), width)) <= lines


def _glyph(letter: str, face: ImageFont.FreeTypeFont) -> Image.Image | None:
    """Return the letter without its margins, mode "L"; None if it has no pixels."""
    left, top, right, bottom = (int(side) for side in face.getbbox(letter))
    picture = Image.new("L", (right - left + 4, bottom - top + 4))
    ImageDraw.Draw(picture).text((2 - left, 2 - top), letter, font=face, fill=255)
    box = picture.getbbox()
    return picture.crop(box) if box else None
