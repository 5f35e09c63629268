"""Letters and lines of text as pixels, in the fonts that come with the station (fonts/README.md)."""

from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from device.display.palette import Colour

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels
LEAST = 8  # smallest type, pixels: below it letters melt on an OLED
NARROW = 0.55  # of its width: how far a wide letter is squeezed before it is made smaller
FOLDER = Path(__file__).parents[2] / "assets" / "fonts"


@cache
def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """DejaVu Sans at so many pixels."""
    path = FOLDER / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)  # the same with every Pillow


@lru_cache(maxsize=128)
def letter_mask(letter: str, size: tuple[int, int]) -> Image.Image:
    """A letter as large as it goes into (width, height), in the middle, white on black, mode "L"."""
    width, height = size
    mask = Image.new("L", size)
    bold = font(max(LEAST, int(height / 0.72)), bold=True)  # the font's capitals are 0.73 of its size
    ink = _ink(letter, bold)
    if ink is None:
        return mask
    scale = min(height / ink.height, 1.0, width / (ink.width * NARROW))
    fitted = (max(1, min(round(ink.width * scale), width)), max(1, round(ink.height * scale)))
    if fitted != ink.size:
        ink = ink.resize(fitted, Image.Resampling.LANCZOS)
    mask.paste(ink, ((width - fitted[0]) // 2, (height - fitted[1]) // 2))
    return mask


def _ink(letter: str, face: ImageFont.FreeTypeFont) -> Image.Image | None:
    """The letter without the empty room around it; None for one without ink."""
    left, top, right, bottom = (int(side) for side in face.getbbox(letter))
    picture = Image.new("L", (right - left + 4, bottom - top + 4))
    ImageDraw.Draw(picture).text((2 - left, 2 - top), letter, font=face, fill=255)
    box = picture.getbbox()
    return picture.crop(box) if box else None


def put_letter(image: Image.Image, letter: str, area: Area, colour: Colour) -> None:
    """A letter as large as the area."""
    left, top, right, bottom = area
    if right > left and bottom > top:
        image.paste(colour, (left, top), letter_mask(letter, (right - left, bottom - top)))


def block(pen: ImageDraw.ImageDraw, text: str, area: Area, colour: Colour, largest: int, bold: bool = False) -> None:
    """A sentence in the middle of an area, on as many lines and in as large a type as go in; cut when nothing does."""
    left, top, right, bottom = area
    size = max(largest, LEAST)
    while True:
        face, high = font(size, bold), line_height(size)
        lines = wrapped(text, face, right - left)
        room = max(1, (bottom - top) // high)
        fits = len(lines) <= room and all(face.getlength(line) <= right - left for line in lines)
        if fits or size == LEAST:
            break
        size = max(LEAST, size * 9 // 10)
    if len(lines) > room:
        lines = [*lines[: room - 1], " ".join(lines[room - 1 :])]
    y = (top + bottom - high * len(lines)) / 2 + high / 2
    for line in lines:
        pen.text(((left + right) / 2, y), shortened(line, face, right - left), font=face, fill=colour, anchor="mm")
        y += high


def shortened(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """The text, cut with “…” where it is wider than so many pixels."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def tail(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """The end of a text, where the newest letters are, as much of it as so many pixels hold."""
    text = text[-200:]  # of months of letters
    if face.getlength(text) <= width:
        return text
    while len(text) > 1 and face.getlength("…" + text) > width:
        text = text[1:]
    return "…" + text


def line_height(size: int) -> int:
    """From one line to the next, pixels."""
    return round((1.15 if size < 12 else 1.25) * size)  # marks above and below Vietnamese letters need the room


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The text on lines of at most so many pixels, unless one word is longer; its own line breaks stay."""
    lines: list[str] = []
    for part in text.split("\n"):
        lines.append("")
        for word in part.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and face.getlength(longer) > width:
                lines.append(word)
            else:
                lines[-1] = longer
    return lines


def fits(text: str, width: int, lines: int) -> bool:
    """In the smallest type the text goes on so many lines of so many pixels."""
    return len(wrapped(text, font(LEAST), width)) <= lines
