"""A View drawn as a picture: the one drawing that every pixel display and the recorder share.

A PIL image is the only currency between drawing and device. Sizes are fractions of the picture, so the same
code draws an OLED and a monitor. Meaning is never in the colour alone: every status has its word.
"""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..preprocess import grey
from ..view import Status, View

Colour = tuple[int, int, int]
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
BACKGROUND: Colour = (16, 20, 28)
INK: Colour = (240, 240, 235)
DIM: Colour = (120, 128, 140)
COLOURS: dict[Status, Colour] = {
    "starting": DIM, "searching": DIM, "hand": (110, 170, 255), "holding": (255, 190, 80),
    "confirmed": (110, 220, 130), "camera lost": (255, 110, 100), "ended": DIM,
}  # fmt: skip
WORDS: dict[Status, str] = {
    "starting": "Starting …", "searching": "Show your hand", "hand": "Hand seen", "holding": "Hold it …",
    "confirmed": "Read", "camera lost": "Camera lost", "ended": "The end",
}  # fmt: skip
RECORDING: Colour = (255, 60, 60)
SMALL = 100  # pixels of height below which only the letter, its bar and one line fit
WIDE = 320  # pixels of width from which the preview leaves the letter a third of the height
LEAST = 8  # smallest type, pixels: below it letters melt on an OLED

Area = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def draw(view: View, size: tuple[int, int]) -> Image.Image:
    """The view as an RGB picture of (width, height) pixels."""
    width, height = size
    image = Image.new("RGB", size, BACKGROUND)
    pen = ImageDraw.Draw(image)
    line = max(LEAST, height // 14)
    margin = line // 2 if height > SMALL else 2
    bottom = height - margin
    if height > SMALL:
        bottom = height - 2 * line - margin
        _foot(pen, view, (margin, bottom, width - margin, height - margin), line)
    left = top = margin
    if view.frame is not None and width >= WIDE:
        left = width // 2
        _preview(image, view, (margin, margin, left - margin, bottom))
    elif view.recording:
        top += line
    area = (left, top, width - margin, bottom)
    if view.letter is None:
        _block(pen, view.message or WORDS[view.status], area, COLOURS[view.status], max(height // 6, LEAST))
    else:
        _reading(pen, view, area, line if height > SMALL else line + 2)
    if view.recording:
        _rec(pen, (margin, margin), line)
    return image


def _reading(pen: ImageDraw.ImageDraw, view: View, area: Area, line: int) -> None:
    """The letter, below it how long it was held, below that the status."""
    left, top, right, bottom = area
    word = view.message or f"{WORDS[view.status]}  {view.confidence:.0%}"
    below = bottom - round(1.3 * line)
    _block(pen, word, (left, below, right, bottom), COLOURS[view.status], line)
    thick = max(3, line // 3)
    bar = (left + line, below - 2 * thick, right - line, below - thick)
    if bar[2] - bar[0] > thick:
        pen.rectangle(bar, outline=DIM)
    if view.hold > 0 and bar[2] - bar[0] > thick:
        pen.rectangle((*bar[:2], bar[0] + round((bar[2] - bar[0]) * min(view.hold, 1.0)), bar[3]),
                      fill=COLOURS[view.status])  # fmt: skip
    room = (right - left - line, bar[1] - thick - top)
    _letter(pen, view.letter or "", ((left + right) // 2, top + room[1] // 2), room, INK)


def _foot(pen: ImageDraw.ImageDraw, view: View, area: Area, line: int) -> None:
    """What was read so far, its newest letters always in sight, and the figures where there is room."""
    left, _, right, bottom = area
    small, large = _font(max(LEAST, line * 2 // 3)), _font(line * 3 // 2)
    figures = _figures(view)
    room = right - left - (pen.textlength(figures, font=small) + line if figures else 0)
    text = view.text[-200:]  # of months of letters
    while pen.textlength(text, font=large) > room and len(text) > 2:
        text = "…" + text[2:]
    pen.text((left, bottom), text, font=large, fill=INK, anchor="ls")
    pen.text((right, bottom), figures, font=small, fill=DIM, anchor="rs")


def _rec(pen: ImageDraw.ImageDraw, corner: tuple[int, int], line: int) -> None:
    """A red disc and the word, in the top left corner."""
    font = _font(max(LEAST, line * 3 // 4))
    x, y = corner
    _, top, end, bottom = pen.textbbox((x, y), "REC", font=font, anchor="lt")
    high = bottom - top
    pen.rectangle((x, y, end + 2 * high, bottom + high), fill=BACKGROUND)  # legible over a bright preview, too
    pen.ellipse((x + high / 2, top + high / 2, x + high * 3 / 2, bottom + high / 2), fill=RECORDING)
    pen.text((x + 2 * high, y + high / 2), "REC", font=font, fill=RECORDING, anchor="lt")


def _block(pen: ImageDraw.ImageDraw, text: str, area: Area, colour: Colour, largest: int) -> None:
    """A sentence in the middle of an area, on as many lines and in as large a type as go in."""
    left, top, right, bottom = area
    size = largest
    while True:
        font, high = _font(size), round(1.25 * size)
        lines = _wrapped(pen, text, font, right - left)
        fits = len(lines) * high <= bottom - top and all(pen.textlength(x, font=font) <= right - left for x in lines)
        if fits or size == LEAST:
            break
        size = max(LEAST, size * 9 // 10)
    y = (top + bottom - high * len(lines)) / 2 + high / 2
    for row in lines:
        pen.text(((left + right) / 2, y), row, font=font, fill=colour, anchor="mm")
        y += high


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: Font, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font=font) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def letter_mask(letter: str, size: tuple[int, int]) -> Image.Image:
    """A letter as large as it goes in (width, height), white on black, mode "L": for terminals and LEDs."""
    image = Image.new("L", size)
    _letter(ImageDraw.Draw(image), letter, (size[0] // 2, size[1] // 2), size, 255)
    return image


def _letter(
    pen: ImageDraw.ImageDraw, letter: str, centre: tuple[int, int], room: tuple[int, int], fill: Colour | int
) -> None:
    """A capital letter as large as its ink goes into `room` (width, height), centred."""
    wanted = max(LEAST, int(room[1] / 0.73))  # the font's capitals are 0.73 of its size
    x0, _, x1, _ = _ink(pen, letter, _font(wanted))
    font = _font(max(LEAST, min(wanted, wanted * room[0] // max(1, x1 - x0))))
    x0, y0, x1, y1 = _ink(pen, letter, font)
    pen.text((centre[0] - (x0 + x1) // 2, centre[1] - (y0 + y1) // 2), letter, font=font, fill=fill)


def _ink(pen: ImageDraw.ImageDraw, letter: str, font: Font) -> Area:
    """Where the letter's ink lies when drawn at (0, 0); Pillow's own box is as wide as the type, not the ink."""
    x0, y0, x1, y1 = (int(side) for side in pen.textbbox((0, 0), letter, font=font))
    inside = font.getmask(letter).getbbox() or (0, 0, x1 - x0, 0)
    return x0 + inside[0], y0, x0 + inside[2], y1


def _preview(image: Image.Image, view: View, area: Area) -> None:
    """The frame as a mirror shows it, with the box that was read; only the preview is ever mirrored."""
    if view.frame is None:
        return
    picture = Image.fromarray(np.ascontiguousarray(grey(view.frame.image)[:, ::-1]))
    scale = min((area[2] - area[0]) / picture.width, (area[3] - area[1]) / picture.height)
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    x = (area[0] + area[2] - picture.width) // 2
    y = (area[1] + area[3] - picture.height) // 2
    image.paste(picture, (x, y))
    if view.box is not None:
        box = view.box
        corners = (
            x + (1 - box.x1) * picture.width, y + box.y0 * picture.height,
            x + (1 - box.x0) * picture.width, y + box.y1 * picture.height,
        )  # fmt: skip
        ImageDraw.Draw(image).rectangle(corners, outline=COLOURS[view.status], width=max(1, image.height // 160))


def _figures(view: View) -> str:
    parts = []
    if view.fps is not None:
        parts.append(f"{view.fps:.0f} FPS")
    if view.frame_age_ms is not None:
        parts.append(f"{view.frame_age_ms:.0f} ms")
    return "  ".join(parts)


@cache
def _font(size: int) -> Font:
    return ImageFont.load_default(size)
