"""A view on every screen larger than an OLED, to be read from three metres.

One layout for asking, judging and trying again: the learner's own hand left, beside it the handshape if it is shown,
the letter right, and below them the sentence. On a 7-inch screen of 800 × 480 pixels (154 × 86 mm) a line of the
sentence is 9 mm high, from the top of an l to the foot of a g; no text that helps is smaller.
"""

from dataclasses import replace

from PIL import Image, ImageDraw

from device.display import view_text
from device.display.palette import Palette, display_state
from device.display.pixel.animal_panel import draw_animal
from device.display.pixel.board import draw_result
from device.display.pixel.panels import draw_letter_panel, draw_letter_slot, draw_text_line, draw_word
from device.display.pixel.reference_panel import draw_reference
from device.display.pixel.signing_panel import draw_signing
from device.display.pixel.text_drawing import (
    MIN_FONT_PX,
    Area,
    draw_lines,
    draw_paragraph,
    font,
    line_height,
    truncate,
    wrap_pixels,
)
from device.view import View

HELP_OF_HEIGHT, HELP_OF_WIDTH = 0.107, 0.064
"""Font size of texts that help, fractions of the screen's height and width: the smaller of both, 51 of 480 pixels."""
HELP_LINES, MAX_HELP_LINES = 2, 3
"""Lines of the sentence for which there is always room, and for which the panels get smaller."""
MIN_LIVE_WIDTH_PX = 320
"""On a narrower screen the live picture would make the letter too small."""
LETTER_SHARE = 0.27
"""Width of the letter beside other panels, part of the screen."""
SENTENCE_SHARE = 0.44
"""Width of a sentence that stands beside the live picture alone."""
TURN_SHARE = 0.5
"""Height of the animal above such a sentence before a lesson begins, part of the height."""


def help_font_px(size: tuple[int, int]) -> int:
    """Return the font size of texts that help on a screen of (width, height) pixels."""
    return max(MIN_FONT_PX, round(min(HELP_OF_HEIGHT * size[1], HELP_OF_WIDTH * size[0])))


def draw_large(image: Image.Image, view: View, palette: Palette) -> Area | None:
    """Draw a view on a screen higher than panels.SMALL_HEIGHT_PX, all but the learner's own hand.

    Args:
        image: to draw on.
        view: to draw.
        palette: colours.

    Returns:
        The area of the learner's own hand, for `draw_live`; None if it is not shown.
    """
    pen = ImageDraw.Draw(image)
    width, height = image.size
    margin = max(2, height // 40)
    left, right, top, bottom = margin, width - margin, margin, height - margin
    if view.task is not None:
        heading = height // (8 if view.task.word else 16)
        _draw_heading(image, view, (left, top, right, top + heading), palette)
        top += heading + margin // 2
    elif view.recording and view.frame is None:
        top += height // 14
    if view.task is not None and view.task.result is not None:
        draw_result(image, view, (left, top, right, bottom), palette)
        return None
    if view.task is None:
        bottom = _draw_read_text(image, view, (left, top, right, bottom), palette)
    about = view_text.about_line(view)
    if about:
        size = max(MIN_FONT_PX, height // 26)
        high = line_height(size) * len(wrap_pixels(about, font(size), right - left))
        draw_paragraph(pen, about, (left, bottom - high, right, bottom), palette.dim, size)
        bottom -= high + margin // 2
    if view.task is not None and view.task.signing is not None:
        bottom = _draw_sentence(image, view, (left, top, right, bottom), palette) - margin // 2
        return _draw_watched(image, view, (left, top, right, bottom), palette)
    live = view.frame is not None and (width >= MIN_LIVE_WIDTH_PX or not view_text.large_letter(view))
    if view_text.large_letter(view) or (view.task is None and live and width >= MIN_LIVE_WIDTH_PX):
        bottom = _draw_sentence(image, view, (left, top, right, bottom), palette) - margin // 2
        return _draw_panels(image, view, (left, top, right, bottom), palette, live)
    if live and width >= MIN_LIVE_WIDTH_PX:
        split = right - round(SENTENCE_SHARE * width)
        _draw_large_sentence(image, view, (split, top, right, bottom), palette)
        return left, top, split - margin, bottom
    if live:
        bottom = _draw_sentence(image, view, (left, top, right, bottom), palette) - margin // 2
        if view_text.turn_of(view):
            draw_animal(image, view_text.turn_of(view), (left, top, right, bottom))
            return None
        return left, top, right, bottom
    _draw_large_sentence(image, view, (left, top, right, bottom), palette)
    return None


def _draw_watched(image: Image.Image, view: View, area: Area, palette: Palette) -> Area | None:
    """Draw the hand that spells and below it what was answered so far; return the area beside it for the own hand."""
    left, top, right, bottom = area
    task = view.task
    assert task is not None
    assert task.signing is not None
    if view.text and not task.word:
        high = line_height(help_font_px(image.size))
        answer = replace(view, fps=None, frame_age_ms=None)
        draw_text_line(ImageDraw.Draw(image), answer, (left, bottom - high, right, bottom), palette)
        bottom -= high
    live = None
    if view.frame is not None and image.width >= MIN_LIVE_WIDTH_PX:
        middle, gap = (left + right) // 2, max(2, image.height // 60)
        live, right = (middle + gap, top, right, bottom), middle
    draw_signing(image, task.signing, (left, top, right, bottom), palette, mono=False)
    return live


def _draw_panels(image: Image.Image, view: View, area: Area, palette: Palette, live: bool) -> Area | None:
    """Draw handshape and letter from left to right; return what is free left of them if a hand is shown."""
    left, top, right, bottom = area
    gap = max(2, image.height // 60)
    task = view.task
    pictured = task is not None and task.picture is not None
    slot = right - left
    if live:
        slot = round(LETTER_SHARE * image.width)
    elif pictured:
        slot = (right - left - gap) // 2
    letter_area = (right - slot, top, right, bottom)
    edge = right - slot - gap
    if pictured and task is not None:
        wide = min(bottom - top, (edge - left - gap) // 2) if live else edge - left
        t = 0.0 if view.frame is None else view.frame.t
        draw_reference(image, task, (edge - wide, top, edge, bottom), palette, t)
        edge -= wide + gap
    if live:
        draw_letter_slot(image, view, letter_area, palette)
        return left, top, edge, bottom
    draw_letter_panel(image, view, letter_area, palette)
    return None


def _draw_heading(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """Draw mode, learner and score; while a word is spelled, the word in place of mode and learner."""
    left, top, right, bottom = area
    pen = ImageDraw.Draw(image)
    assert view.task is not None
    size = max(MIN_FONT_PX, min(bottom - top, image.size[1] // 16) * 5 // 6)
    face = font(size)
    score = view_text.score_line(view)
    left += round(3.2 * image.size[1] / 16) if view.recording else 0
    if view.task.slot and not view.task.word:
        draw_animal(image, view.task.slot, (left, top, left + bottom - top, bottom))
        left += round(1.2 * (bottom - top))
    width = right - left - round(face.getlength(score)) - size
    y = (top + bottom) / 2
    if view.task.word:
        draw_word(pen, view.task, (left, top, left + width, bottom), palette)
    else:
        pen.text((left, y), truncate(view_text.heading(view), face, width), font=face, fill=palette.dim, anchor="lm")
    pen.text((right, y), score, font=face, fill=palette.foreground, anchor="rm")


def _draw_read_text(image: Image.Image, view: View, area: Area, palette: Palette) -> int:
    """Draw the text that was read, at the bottom; return the bottom of what is above."""
    left, _, right, bottom = area
    if not view.text and not view_text.figures(view):
        return bottom
    high = line_height(help_font_px(image.size))
    draw_text_line(ImageDraw.Draw(image), view, (left, bottom - high, right, bottom), palette)
    return bottom - high


def _draw_sentence(image: Image.Image, view: View, area: Area, palette: Palette) -> int:
    """Draw the sentence at the bottom; return its top. A short one is larger, in the same place."""
    left, _, right, bottom = area
    pen, size = ImageDraw.Draw(image), help_font_px(image.size)
    if view.task is None:
        texts, rows = [view_text.sentence(view)], 1
    else:
        texts, rows = view_text.sentences(view), HELP_LINES
    ways = [(text, bold) for text in texts for bold in (True, False)]
    wrapped = [(wrap_pixels(text, font(size, bold), right - left), bold) for text, bold in ways]
    lines, bold = next((each for each in wrapped if len(each[0]) <= rows), wrapped[-1])
    high = line_height(size) * max(rows, min(len(lines), MAX_HELP_LINES))
    area = (left, bottom - high, right, bottom)
    colour = palette.states[display_state(view)]
    if len(lines) == 1:
        draw_paragraph(pen, lines[0], area, colour, high * 3 // 4 if rows > 1 else size, bold)
    else:
        draw_lines(pen, lines, area, colour, size, bold)
    return bottom - high


def _draw_large_sentence(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """Draw the sentence as large as its area allows; before a lesson's first prompt, above it whose turn it is."""
    slot = view_text.turn_of(view)
    if slot:
        left, top, right, bottom = area
        middle = top + round(TURN_SHARE * (bottom - top))
        draw_animal(image, slot, (left, top, right, middle))
        area = (left, middle, right, bottom)
    size, most = help_font_px(image.size), image.size[1] // 6
    texts = view_text.sentences(view)
    face, width, rows = font(size), area[2] - area[0], (area[3] - area[1]) // line_height(size)
    text = next((each for each in texts if len(wrap_pixels(each, face, width)) <= rows), texts[-1])
    draw_paragraph(ImageDraw.Draw(image), text, area, palette.states[display_state(view)], most)
