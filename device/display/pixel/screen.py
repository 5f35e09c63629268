"""A view drawn as a picture, for all pixel displays and the recorder.

The result is a PIL image. Sizes are fractions of it, so the same code draws an OLED and a monitor. The letter has at
least a third of the height: on a screen larger than a postcard it can be read from three metres.
"""

from dataclasses import replace

from PIL import Image, ImageDraw

from device.assets.strings import load_strings
from device.display import view_text
from device.display.palette import NORMAL, Palette, display_state
from device.display.pixel.board import draw_result, draw_small_result
from device.display.pixel.panels import (
    SMALL_HEIGHT_PX,
    draw_handshape,
    draw_letter_panel,
    draw_preview,
    draw_recording_mark,
    draw_text_line,
    draw_word,
)
from device.display.pixel.self_test import draw_self_test
from device.display.pixel.signing_panel import draw_signing
from device.display.pixel.text_drawing import MIN_FONT_PX, Area, draw_paragraph, fits_smallest, font, truncate
from device.view import View

LONG_SENTENCE = 36  # characters from which a sentence gets two lines
MIN_PREVIEW_WIDTH_PX = 320  # on a narrower screen a preview would make the letter too small


def draw(view: View, size: tuple[int, int], palette: Palette = NORMAL) -> Image.Image:
    """Return the view as an RGB picture of (width, height) pixels."""
    image = Image.new("RGB", size, palette.background)
    if view.pairing is not None:
        _draw_pairing(image, view, palette)
    elif view.self_test is not None:
        draw_self_test(image, view, palette)
    elif size[1] <= SMALL_HEIGHT_PX:
        _draw_small(image, view, palette)
    else:
        _draw_large(image, view, palette)
    if view.recording:
        line = max(MIN_FONT_PX, size[1] // 14)
        corner = (line // 4, line // 4) if size[1] > SMALL_HEIGHT_PX else (size[0] - 4 * MIN_FONT_PX, 0)
        draw_recording_mark(ImageDraw.Draw(image), corner, line * 3 // 4, palette)
    return image


def _draw_large(image: Image.Image, view: View, palette: Palette) -> None:
    """Draw from top to bottom: heading; letter, handshape and preview side by side; sentence; word, text or hint."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    line = max(MIN_FONT_PX, height // 14)
    margin = line // 2
    top, bottom = margin, height - margin
    left, right = margin, width - margin
    if view.task is not None:
        _draw_heading(pen, view, (left, top, right, top + line), palette)
        top += round(1.3 * line)
    elif view.recording and view.frame is None:
        top += line
    if view.task is not None and view.task.result is not None:
        draw_result(image, view, (left, top, right, bottom), palette)
        return
    footer = _footer_height(view, line)
    _draw_footer(pen, view, (left, bottom - footer, right, bottom), palette)
    bottom -= footer + (line // 3 if footer else 0)
    names = _panels(view, width)
    if "sentence" not in names:
        text = view_text.sentence(view)
        lines = 1.7 if len(text) < LONG_SENTENCE else 2.5
        sentence_area = (left, bottom - round(lines * line), right, bottom)
        draw_paragraph(pen, text, sentence_area, palette.states[display_state(view)], round(1.3 * line), bold=True)
        bottom = sentence_area[1] - line // 4
    for name, area in _columns(names, (left, top, right, bottom), margin).items():
        if name == "preview":
            draw_preview(image, view, area, palette)
        elif name == "signing" and view.task is not None and view.task.signing is not None:
            draw_signing(image, view.task.signing, area, palette, mono=False)
        elif name == "picture" and view.task is not None:
            draw_handshape(image, view.task, area, palette, mono=False)
        elif name == "sentence":
            draw_paragraph(pen, view_text.sentence(view), area, palette.states[display_state(view)], height // 6)
        else:
            draw_letter_panel(image, view, area, palette)


def _panels(view: View, width: int) -> list[str]:
    """Return the names of the columns; a sentence only without a letter and with room beside the preview."""
    if view.task is not None and view.task.signing is not None:
        return ["signing", "preview"] if view.frame is not None and width >= MIN_PREVIEW_WIDTH_PX else ["signing"]
    letter = bool(view_text.large_letter(view))
    names = ["preview"] if view.frame is not None and (width >= MIN_PREVIEW_WIDTH_PX or not letter) else []
    if letter:
        names.append("letter")
    elif not names or width >= MIN_PREVIEW_WIDTH_PX:
        names.append("sentence")
    if view.task is not None and view.task.picture is not None:
        names.append("picture")
    return names


def _columns(names: list[str], area: Area, gap: int) -> dict[str, Area]:
    """Return the areas of equal columns, from left to right."""
    left, top, right, bottom = area
    wide = (right - left - gap * (len(names) - 1)) // len(names)
    starts = [left + i * (wide + gap) for i in range(len(names))]
    return {name: (x, top, x + wide, bottom) for name, x in zip(names, starts, strict=True)}


def _draw_heading(pen: ImageDraw.ImageDraw, view: View, area: Area, palette: Palette) -> None:
    left, top, right, bottom = area
    face = font(max(MIN_FONT_PX, (bottom - top) * 4 // 5))
    score = view_text.score_line(view)
    left += round(3.2 * (bottom - top)) if view.recording else 0
    width = right - left - round(face.getlength(score)) - (bottom - top)
    y = (top + bottom) / 2
    pen.text((left, y), truncate(view_text.heading(view), face, width), font=face, fill=palette.dim, anchor="lm")
    pen.text((right, y), score, font=face, fill=palette.foreground, anchor="rm")


def _footer_height(view: View, line: int) -> int:
    if view.task is not None and view.task.word:
        return 2 * line
    if view.task is not None and view.task.hint:
        return round(1.8 * line)
    if view.task is not None and view.task.signing is not None:
        return 2 * line
    if view_text.about_line(view):
        return round(1.6 * line)
    return 0 if view.task is not None else 2 * line


def _draw_footer(pen: ImageDraw.ImageDraw, view: View, area: Area, palette: Palette) -> None:
    task = view.task
    if task is not None and task.word:
        draw_word(pen, task, area, palette)
    elif task is not None and task.hint:
        draw_paragraph(pen, task.hint, area, palette.foreground, (area[3] - area[1]) // 2)
    elif task is not None and task.signing is not None:
        draw_text_line(pen, replace(view, fps=None, frame_age_ms=None), area, palette)
    elif view_text.about_line(view):
        draw_paragraph(
            pen, view_text.about_line(view), area, palette.dim, max(MIN_FONT_PX, (area[3] - area[1]) * 2 // 5)
        )
    elif task is None:
        draw_text_line(pen, view, area, palette)


def _draw_small(image: Image.Image, view: View, palette: Palette) -> None:
    """Draw the letter left, the sentence below it, and right the handshape, the word or the figures."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    colour = palette.states[display_state(view)]
    task, letter = view.task, view_text.large_letter(view)
    if task is not None and task.result is not None:
        draw_small_result(image, view, palette)
        return
    text = view_text.sentence(view)
    if task is not None and task.signing is not None:
        draw_signing(image, task.signing, (width - height, 0, width, height), palette, mono=True)
        answer = task.word or view.text
        below = height * 5 // 8
        draw_paragraph(pen, answer, (1, 1, width - height, below), palette.foreground, height // 3, bold=True)
        draw_paragraph(pen, text, (1, below, width - height, height), colour, MIN_FONT_PX + 2)
        return
    if not letter:
        if view.status == "starting":
            text += "\n" + load_strings(view.language)("caption.practice_aid")
        elif task is not None:
            text = f"{view_text.heading(view)}\n{text}"
        draw_paragraph(pen, text, (1, 1, width - 1, height - 1), colour, max(MIN_FONT_PX, height // 4))
        return
    side = "picture" if task is not None and task.picture is not None else _side_text(view)
    split = max(width - height, width // 2) if side == "picture" else width * 9 // 16 if side else width
    if side == "picture" and task is not None:
        draw_handshape(image, task, (split, 0, width, height), palette, mono=True)
    elif side:
        top = 2 * MIN_FONT_PX if view.recording else 1
        draw_paragraph(
            pen, side, (split + 2, top, width - 1, height * 5 // 8), palette.foreground, height // 4, bold=True
        )
    text_width = split if side == "picture" else width
    lines = 3 if side == "picture" else 2
    below = height - lines * round(1.15 * MIN_FONT_PX) - 1
    if not fits_smallest(text, text_width - 2, lines):
        text = text.partition(": ")[0]  # without the explanation: the picture shows the difference
    draw_paragraph(pen, text, (1, below, text_width - 1, height), colour, MIN_FONT_PX + 2)
    draw_letter_panel(image, view, (1, 0, split - 1, below), palette)


def _side_text(view: View) -> str:
    """Return the text beside the letter on a small display: the word so far, the score, or the end of the text."""
    task = view.task
    if task is None:
        return view.text[-6:]
    if task.word:
        return f"{view.text}_" if len(view.text) < len(task.word) else view.text
    return view_text.score_line(view).replace("   ", "\n")


def _draw_pairing(image: Image.Image, view: View, palette: Palette) -> None:
    """Draw the code as large as possible, and below it where to enter it."""
    assert view.pairing is not None
    pen = ImageDraw.Draw(image)
    width, height = image.size
    edge = max(1, height // 24)
    middle = height // 2 if height <= SMALL_HEIGHT_PX else height * 5 // 8
    draw_paragraph(
        pen, view.pairing.code, (edge, edge, width - edge, middle), palette.foreground, middle - 2 * edge, bold=True
    )
    below = (edge, middle, width - edge, height - edge)
    draw_paragraph(pen, view_text.sentence(view), below, palette.states["hand"], height // 12)
