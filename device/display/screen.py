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
SMALL = 100  # pixels of height below which only the letter, its bar and one line fit
WIDE = 320  # pixels of width from which the preview leaves the letter a third of the height


def draw(view: View, size: tuple[int, int]) -> Image.Image:
    """The view as an RGB picture of (width, height) pixels."""
    width, height = size
    image = Image.new("RGB", size, BACKGROUND)
    pen = ImageDraw.Draw(image)
    colour = COLOURS[view.status]
    line = max(8, height // 14)
    left = width // 2 if view.frame is not None and width >= WIDE else 0
    if left:
        _preview(image, view, (line // 2, line // 2, left - line // 2, height - 3 * line))
    centre = (left + width) // 2
    top, bottom = line // 2, height - (4 * line if height > SMALL else 2 * line)
    if view.letter is not None:
        room = (width - left - 2 * line, bottom - top)
        _letter(pen, view.letter, (centre, (top + bottom) // 2), room, INK)
    bar = (left + line, bottom + line // 3, width - line, bottom + line // 3 + max(2, line // 3))
    pen.rectangle(bar, outline=DIM)
    if view.hold > 0:
        pen.rectangle((*bar[:2], bar[0] + round((bar[2] - bar[0]) * view.hold), bar[3]), fill=colour)
    word = view.message or WORDS[view.status]
    if view.letter is not None and not view.message:
        word = f"{WORDS[view.status]}  {view.confidence:.0%}"
    if height > SMALL:
        pen.text((centre, bottom + line), word, font=_font(line), fill=colour, anchor="mt")
        foot = height - line // 2
        pen.text((line // 2, foot), _tail(view.text, 12), font=_font(line * 3 // 2), fill=INK, anchor="ls")
        pen.text((width - line // 2, foot), _figures(view), font=_font(line * 2 // 3), fill=DIM, anchor="rs")
    else:
        pen.text((centre, height - 1), word, font=_font(line + 2), fill=colour, anchor="ms")
    return image


def letter_mask(letter: str, size: tuple[int, int]) -> Image.Image:
    """A letter as large as it goes in (width, height), white on black, mode "L": for terminals and LEDs."""
    image = Image.new("L", size)
    _letter(ImageDraw.Draw(image), letter, (size[0] // 2, size[1] // 2), size, 255)
    return image


def _letter(
    pen: ImageDraw.ImageDraw, letter: str, centre: tuple[int, int], room: tuple[int, int], fill: Colour | int
) -> None:
    """A capital letter as large as its ink goes into `room` (width, height), centred."""
    wanted = int(room[1] / 0.73)  # the font's capitals are 0.73 of its size
    x0, _, x1, _ = pen.textbbox((0, 0), letter, font=_font(wanted))
    font = _font(max(8, min(wanted, int(wanted * room[0] / max(1, x1 - x0)))))
    x0, y0, x1, y1 = pen.textbbox((0, 0), letter, font=font)
    pen.text((centre[0] - (x0 + x1) / 2, centre[1] - (y0 + y1) / 2), letter, font=font, fill=fill)


def _preview(image: Image.Image, view: View, area: tuple[int, int, int, int]) -> None:
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


def _tail(text: str, length: int) -> str:
    return text if len(text) <= length else "…" + text[1 - length :]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
