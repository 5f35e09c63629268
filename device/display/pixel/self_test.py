"""The first screen of a station: camera with its picture, light, hand, name, and the QR code of the page."""

import re

import numpy as np
from PIL import Image, ImageDraw

from device.display import self_test_text
from device.display.palette import Colour, Palette
from device.display.pixel.live_panel import draw_live
from device.display.pixel.panels import SMALL_HEIGHT_PX
from device.display.pixel.text_drawing import MIN_FONT_PX, Area, draw_letter, draw_paragraph, font, truncate
from device.display.qr import NARROW_QUIET, qr_modules
from device.view import Check, SelfTest, View

MIN_BOTH_WIDTH_PX = 480  # on a narrower screen the QR code and the checks take turns
MIN_MODULE_PX = 2  # smaller modules cannot be read from a display by a telephone


def draw_self_test(image: Image.Image, view: View, palette: Palette) -> None:
    """Draw the self-test of a view on the whole picture."""
    test = view.self_test
    assert test is not None
    if image.height <= SMALL_HEIGHT_PX:
        _draw_small(image, view, test, palette)
    else:
        _draw_large(image, view, test, palette)


def check_colour(check: Check, palette: Palette) -> Colour:
    """Return the colour of a check; its mark differs, too."""
    return palette.states["right"] if check == "ok" else palette.states["wrong"] if check == "failed" else palette.dim


def _draw_large(image: Image.Image, view: View, test: SelfTest, palette: Palette) -> None:
    """Draw from top to bottom: name; picture or advice beside the checks and the code; sentence; address."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    line = max(MIN_FONT_PX, height // 14)
    margin = line // 2
    left, right, bottom = margin, width - margin, height - margin
    about = self_test_text.about(test, view.language)
    for text in about[1:]:
        draw_paragraph(pen, text, (left, bottom - round(1.3 * line), right, bottom), palette.foreground, line)
        bottom -= round(1.3 * line)
    top = margin
    if about:
        face = font(max(MIN_FONT_PX, line * 4 // 5))
        name = (
            about[0]
            if face.getlength(about[0]) <= right - left
            else self_test_text.whole_name(test).replace(".local", "")
        )
        pen.text((left, margin), truncate(name, face, right - left), font=face, fill=palette.dim)
        top += round(1.3 * line)
    text = self_test_text.sentence(view)
    if text:
        sentence_area = (left, bottom - 2 * line, right, bottom)
        draw_paragraph(pen, text, sentence_area, palette.states["hand"], round(1.3 * line), bold=True)
        bottom -= 2 * line + margin
    both = width >= MIN_BOTH_WIDTH_PX
    if test.code_turn and not both and draw_code(image, test, (left, top, right, bottom)):
        return
    split = left + (right - left) * 11 // 20
    picture = (left, top, split - margin, bottom)
    if view.frame is not None and not test.advice:
        draw_live(image, view, picture, palette, None)
    else:
        pen.rounded_rectangle(picture, line // 2, outline=palette.dim, width=max(1, line // 12))
        inner = (picture[0] + margin, top + margin, picture[2] - margin, bottom - margin)
        draw_paragraph(pen, test.advice, inner, palette.foreground, round(1.4 * line))
    row = min(round(2.2 * line), (bottom - top) // (7 if both and test.address else 3))
    rows_bottom = _draw_rows(image, view, test, (split, top, right, bottom), row, palette)
    if both:
        draw_code(image, test, (split, rows_bottom + margin, right, bottom))


def _draw_rows(image: Image.Image, view: View, test: SelfTest, area: Area, row: int, palette: Palette) -> int:
    """Draw one check below the other, each `row` pixels high; return the lower end of the last."""
    pen = ImageDraw.Draw(image)
    left, top, right, _ = area
    mark = row * 2 // 3
    names = self_test_text.rows(test, view.language)
    size = max(MIN_FONT_PX, mark * 4 // 5)
    while size > MIN_FONT_PX and max(font(size).getlength(name) for _, name in names) > right - left - mark * 3 // 2:
        size -= 1
    for number, (check, name) in enumerate(names):
        y, colour = top + number * row, check_colour(check, palette)
        disc = (left, y + (row - mark) // 2, left + mark, y + (row + mark) // 2)
        inset = max(1, mark // 5)
        inner = (disc[0] + inset, disc[1] + inset, disc[2] - inset, disc[3] - inset)
        if check == "waiting":
            pen.ellipse(disc, outline=colour, width=max(1, mark // 10))
        else:
            pen.ellipse(disc, fill=colour)
            draw_letter(image, self_test_text.MARKS[check], inner, palette.background)
        text_colour = palette.dim if check == "waiting" else palette.foreground
        pen.text((left + mark * 3 // 2, y + row / 2), name, font=font(size), fill=text_colour, anchor="lm")
    return top + len(names) * row


def draw_code(image: Image.Image, test: SelfTest, area: Area) -> bool:
    """Draw the QR code as large as possible in an area; return False if there is none, or no room for it."""
    room = min(area[2] - area[0], area[3] - area[1])
    modules = qr_modules(test.address) if test.address else None
    if modules is not None and room // len(modules) < MIN_MODULE_PX:
        modules = qr_modules(test.address, NARROW_QUIET)
    if modules is None or room // len(modules) < MIN_MODULE_PX:
        return False
    scale = room // len(modules)
    light = (~modules).astype(np.uint8) * 255
    picture = Image.fromarray(np.kron(light, np.ones((scale, scale), np.uint8)))
    x = (area[0] + area[2] - picture.width) // 2
    y = (area[1] + area[3] - picture.height) // 2
    image.paste(picture.convert("RGB"), (x, y))
    return True


def _draw_small(image: Image.Image, view: View, test: SelfTest, palette: Palette) -> None:
    """Draw the advice, or the checks above the sentence, or in its turn the code beside the name."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    if test.code_turn and draw_code(image, test, (0, 0, height, height)):
        about = (height + 2, 1, width - 1, height - 1)
        name, place = test.name.removesuffix(".local"), _breakable(test.address.partition("//")[2])
        draw_paragraph(pen, f"{name}\n{place.replace(':', ' :')}", about, palette.foreground, MIN_FONT_PX + 2)
        return
    if test.advice:
        draw_paragraph(pen, test.advice, (1, 1, width - 1, height - 1), palette.foreground, height // 5)
        return
    rows = [f"{self_test_text.MARKS[check]} {name}" for check, name in self_test_text.rows(test, view.language)]
    split = width * 5 // 8
    high = height * 5 // 8 // len(rows)
    for number, text in enumerate(rows):
        face = font(max(MIN_FONT_PX, min(high - 1, 12)))
        pen.text((2, number * high), truncate(text, face, split), font=face, fill=palette.foreground)
    name = test.name.removesuffix(".local")
    if test.network and not test.address:
        name = f"{name}\n{_breakable(test.network)}"
    draw_paragraph(
        pen, name, (split + 2, 0, width - 1, height * 5 // 8), palette.foreground, max(MIN_FONT_PX, height // 6)
    )
    below = (1, height * 5 // 8, width - 1, height)
    draw_paragraph(pen, self_test_text.sentence(view), below, palette.foreground, height // 4, bold=True)


def _breakable(address: str) -> str:
    """Return an IPv4 address, broken after its second number where a line is too narrow."""
    return re.sub(r"^(\d+\.\d+\.)", r"\1 ", address)
