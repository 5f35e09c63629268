"""What the recogniser sees: the frame with box and points, the square that is read, the likeliest letters.

Unlike every other view it is not mirrored: this is the camera's picture, as the models get it.
"""

from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from device.display import view_text
from device.display.block_graphics import picture_blocks
from device.display.palette import NORMAL, display_state
from device.display.pixel.text_drawing import font
from device.display.terminal import Terminal
from device.recognition.geometry import square_around
from device.recognition.hand_topology import BONES
from device.recognition.metadata import Metadata
from device.recognition.preprocess import crop_grey, grey, normalise_contrast
from device.types import Frame, HandBox, Pixels, Scores
from device.view import View

TOP = 3
BOX, SQUARE, BONE, POINT = (110, 170, 255), (255, 190, 80), (90, 200, 120), (255, 90, 160)
NO_HAND = "no hand"


def draw_debug(view: View, size: tuple[int, int], model: Metadata) -> Image.Image:
    """The view as an RGB picture of (width, height) pixels.

    Args:
        model: of the letters: how large a picture it reads, and whether it is levelled.
    """
    width, height = size
    image = Image.new("RGB", size, NORMAL.ground)
    pen = ImageDraw.Draw(image)
    margin, line = height // 40, max(10, height // 22)
    face = font(line)
    foot = height - 2 * margin - line
    column = width * 5 // 8
    if view.frame is None:
        pen.text((margin, margin), view_text.sentence(view), font=face, fill=NORMAL.ink)
        return image
    _frame(image, view.frame, view.scores, (margin, margin, column, foot))
    right = (column + margin, margin, width - margin, foot)
    square = None if view.scores is None else square_of(view.frame, view.scores)
    below = margin
    if square is not None and view.scores is not None:
        side = min(right[2] - right[0], (foot - margin) * 5 // 8)
        _crop(image, view.frame, view.scores, square, model, (right[0], margin, side))
        below += side + margin
    for text, share in top_lines(view.scores):
        _bar(pen, text, share, (right[0], below, right[2]), face, line)
        below += line * 3 // 2
    pen.text((margin, height - margin), caption(view), font=face, fill=NORMAL.moods[display_state(view)], anchor="ls")
    return image


def square_of(frame: Frame, scores: Scores) -> HandBox | None:
    """What is cut for a hand in this box; the box itself where no points are placed (the report's guide box)."""
    if scores.box is None or scores.landmarks is None:
        return scores.box
    return square_around(scores.box, frame.image.shape[1], frame.image.shape[0])


def crop_of(frame: Frame, square: HandBox, model: Metadata) -> Pixels:
    """The square as the model gets it, uint8 (size, size)."""
    pixels = crop_grey(frame.image, square, model.size)
    return normalise_contrast(pixels) if model.levelled else pixels


def top_lines(scores: Scores | None) -> list[tuple[str, float]]:
    """The likeliest labels, best first; none without a hand."""
    return [] if scores is None or scores.box is None else scores.top(TOP)


def caption(view: View) -> str:
    """One line: what is shown, which hand, how sure, where."""
    said = view_text.sentence(view)
    box = None if view.scores is None else view.scores.box
    if box is None:
        return f"{said}   {NO_HAND}"
    side = f"{box.hand} hand {box.score:.2f}   " if box.hand else ""
    return f"{said}   {side}box {box.x0:.2f} {box.y0:.2f} {box.x1:.2f} {box.y1:.2f}"


class DebugTerminal(Terminal):
    """The same in the terminal; in a pipe, one line a change with the likeliest letters."""

    def __init__(self, model: Metadata, stream: Any = None, console: Any = None) -> None:
        """Show what this model reads; otherwise as Terminal."""
        super().__init__(stream, console)
        self._model = model

    def _picture(self, view: View, columns: int, rows: int) -> list[Any]:
        plain = self._ascii or self._console.no_color or self._console.color_system is None
        return debug_blocks(view, self._model, (columns, rows), plain, "#" if self._ascii else "█")

    def _print_change(self, view: View) -> None:
        top = top_lines(view.scores)
        said = (view.status, view.letter, top[0][0] if top else None)
        if said != self._said:
            self._said = said
            likeliest = "  ".join(f"{label} {share:.2f}" for label, share in top)
            self._console.out(self._say(f"{caption(view)}   {likeliest}").rstrip(), highlight=False)


def debug_blocks(view: View, model: Metadata, area: tuple[int, int], plain: bool, ink: str) -> list[Any]:
    """The frame, the square and the likeliest letters in (columns, rows) of characters, one rich Text a row.

    Args:
        plain: without colour; see blocks.picture_blocks.
        ink: what bars are made of.
    """
    from rich.text import Text

    columns, rows = area
    if view.frame is None:
        return [Text()] * rows
    wide = columns * 5 // 8
    left = picture_blocks(_sketched(view.frame, view.scores), (wide, rows), plain)
    bars = [Text(f" {_bar_text(*each, columns - wide - 1, ink)}") for each in top_lines(view.scores)]
    square = None if view.scores is None else square_of(view.frame, view.scores)
    right = [Text()] * (rows - len(bars))
    if square is not None:
        right = picture_blocks(crop_of(view.frame, square, model), (columns - wide, rows - len(bars)), plain)
    return [Text.assemble(*pair) for pair in zip(left, [*right, *bars], strict=True)]


def _frame(image: Image.Image, frame: Frame, scores: Scores | None, area: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = area
    picture = Image.fromarray(grey(frame.image)).convert("RGB")
    scale = min((right - left) / picture.width, (bottom - top) / picture.height)
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    pen, size = ImageDraw.Draw(picture), np.array(picture.size)
    if scores is not None and scores.box is not None:
        square = square_of(frame, scores)
        for box, colour in ((square, SQUARE), (scores.box, BOX)):
            if box is not None:
                corners = (np.array([(box.x0, box.y0), (box.x1, box.y1)]) * size).ravel().tolist()
                pen.rectangle(corners, outline=colour, width=max(1, image.height // 240))
        if scores.landmarks is not None:
            _hand(pen, scores.landmarks * size, max(1, image.height // 240))
    image.paste(picture, (left, top + (bottom - top - picture.height) // 2))


def _crop(
    image: Image.Image, frame: Frame, scores: Scores, square: HandBox, model: Metadata, place: tuple[int, int, int]
) -> None:
    x, y, side = place
    pixels = Image.fromarray(crop_of(frame, square, model)).convert("RGB")
    picture = pixels.resize((side, side), Image.Resampling.NEAREST)
    if scores.landmarks is not None:
        origin, span = np.array([square.x0, square.y0]), np.array([square.x1 - square.x0, square.y1 - square.y0])
        _hand(ImageDraw.Draw(picture), (scores.landmarks - origin) / span * side, max(1, image.height // 240))
    image.paste(picture, (x, y))


def _hand(pen: ImageDraw.ImageDraw, points: Any, line: int) -> None:
    at = [(float(x), float(y)) for x, y in points]
    for a, b in BONES:
        pen.line((*at[a], *at[b]), fill=BONE, width=line)
    for x, y in at:
        pen.ellipse((x - line - 1, y - line - 1, x + line + 1, y + line + 1), fill=POINT)


def _bar(
    pen: ImageDraw.ImageDraw,
    text: str,
    share: float,
    place: tuple[int, int, int],
    face: FreeTypeFont,
    line: int,
) -> None:
    left, top, right = place
    start = left + 4 * line
    end = right - 3 * line
    pen.text((left, top + line / 2), text, font=face, fill=NORMAL.ink, anchor="lm")
    pen.rectangle((start, top, end, top + line), outline=NORMAL.dim)
    if share > 0:
        pen.rectangle((start, top, start + round((end - start) * min(share, 1.0)), top + line), fill=BOX)
    pen.text((right, top + line / 2), f"{share:.2f}", font=face, fill=NORMAL.ink, anchor="rm")


def _bar_text(text: str, share: float, columns: int, ink: str) -> str:
    room = max(0, columns - 15)
    return f"{text[:7]:8}{share:4.2f} {ink * round(min(share, 1.0) * room)}"


def _sketched(frame: Frame, scores: Scores | None) -> Pixels:
    """The grey frame with box and points in white, wide enough for a terminal's few cells."""
    picture = grey(frame.image).copy()
    height, width = picture.shape
    if scores is None or scores.box is None:
        return picture
    box, thick = scores.box, max(1, width // 120)
    low, high = ((round(x * width), round(y * height)) for x, y in ((box.x0, box.y0), (box.x1, box.y1)))
    cv2.rectangle(picture, low, high, (255,), thick)
    if scores.landmarks is not None:
        at = [(round(float(x) * width), round(float(y) * height)) for x, y in scores.landmarks]
        for a, b in BONES:
            cv2.line(picture, at[a], at[b], (255,), thick)
    return picture
