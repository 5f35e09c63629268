"""The debug view as a picture: the frame with box and landmarks, the model's input, the likeliest labels.

Unlike every other view it is not mirrored: it shows the camera image as the models receive it.
"""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from device.display import view_text
from device.display.base import Display
from device.display.debug_view import caption, crop_of, likeliest, square_of
from device.display.making import DisplayOptions
from device.display.palette import NORMAL, display_state
from device.display.pixel.recorder import Recorder
from device.display.pixel.text_drawing import Area, font
from device.recognition.hand_square import HandSquare
from device.recognition.hand_topology import BONES
from device.recognition.metadata import Metadata
from device.recognition.preprocess import grey
from device.signing.hand_marks import draw_marks
from device.types import Frame, Scores
from device.view import Finger, View

BOX, SQUARE, BONE, LANDMARK = (110, 170, 255), (255, 190, 80), (90, 200, 120), (255, 90, 160)


def draw_debug(view: View, size: tuple[int, int], model: Metadata) -> Image.Image:
    """Return the debug view as an RGB picture.

    Args:
        view: to draw.
        size: (width, height) in pixels.
        model: whose input is shown.
    """
    width, height = size
    image = Image.new("RGB", size, NORMAL.background)
    pen = ImageDraw.Draw(image)
    margin, line = height // 40, max(10, height // 22)
    face = font(line)
    bottom = height - 2 * margin - line
    column = width * 5 // 8
    if view.frame is None:
        pen.text((margin, margin), view_text.sentence(view), font=face, fill=NORMAL.foreground)
        return image
    off = () if view.task is None else view.task.off
    _draw_frame(image, view.frame, view.scores, off, (margin, margin, column, bottom))
    left, right = column + margin, width - margin
    y = margin
    square = None if view.scores is None else square_of(view.frame, view.scores)
    if square is not None and view.scores is not None:
        side = min(right - left, (bottom - margin) * 5 // 8)
        _draw_crop(image, view.frame, view.scores, square, model, (left, margin, side))
        y += side + margin
    for label, p in likeliest(view.scores):
        _draw_bar(pen, label, p, (left, y, right), face, line)
        y += line * 3 // 2
    colour = NORMAL.states[display_state(view)]
    pen.text((margin, height - margin), caption(view), font=face, fill=colour, anchor="ls")
    return image


def _draw_frame(image: Image.Image, frame: Frame, scores: Scores | None, off: tuple[Finger, ...], area: Area) -> None:
    left, top, right, bottom = area
    picture = Image.fromarray(grey(frame.image)).convert("RGB")
    scale = min((right - left) / picture.width, (bottom - top) / picture.height)
    picture = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
    pen, size = ImageDraw.Draw(picture), np.array(picture.size)
    if scores is not None and scores.box is not None:
        square, line = square_of(frame, scores), max(1, image.height // 240)
        if square is not None:
            outline = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) @ square.matrix[:, :2].T + square.matrix[:, 2]
            pen.line((outline * size[0] / frame.image.shape[1]).ravel().tolist(), fill=SQUARE, width=line)
        corners = (np.array([(scores.box.x0, scores.box.y0), (scores.box.x1, scores.box.y1)]) * size).ravel().tolist()
        pen.rectangle(corners, outline=BOX, width=line)
        if scores.landmarks is not None:
            _draw_hand(pen, scores.landmarks * size, line)
            draw_marks(picture, scores.landmarks * size, off, 2 * line, NORMAL.mark)
    image.paste(picture, (left, top + (bottom - top - picture.height) // 2))


def _draw_crop(
    image: Image.Image, frame: Frame, scores: Scores, square: HandSquare, model: Metadata, place: tuple[int, int, int]
) -> None:
    x, y, side = place
    pixels = Image.fromarray(crop_of(frame, square, model)).convert("RGB")
    picture = pixels.resize((side, side), Image.Resampling.NEAREST)
    if scores.landmarks is not None:
        points = scores.landmarks * np.array(frame.image.shape[1::-1]) - square.matrix[:, 2]
        in_crop = points @ np.linalg.inv(square.matrix[:, :2]).T
        _draw_hand(ImageDraw.Draw(picture), in_crop * side, max(1, image.height // 240))
    image.paste(picture, (x, y))


def _draw_hand(pen: ImageDraw.ImageDraw, landmarks: Any, line: int) -> None:
    """Draw landmarks, (21, 2) in pixels, and the bones between them."""
    at = [(float(x), float(y)) for x, y in landmarks]
    for a, b in BONES:
        pen.line((*at[a], *at[b]), fill=BONE, width=line)
    for x, y in at:
        pen.ellipse((x - line - 1, y - line - 1, x + line + 1, y + line + 1), fill=LANDMARK)


def _draw_bar(
    pen: ImageDraw.ImageDraw, label: str, p: float, place: tuple[int, int, int], face: FreeTypeFont, line: int
) -> None:
    left, top, right = place
    start = left + 4 * line
    end = right - 3 * line
    pen.text((left, top + line / 2), label, font=face, fill=NORMAL.foreground, anchor="lm")
    pen.rectangle((start, top, end, top + line), outline=NORMAL.dim)
    if p > 0:
        pen.rectangle((start, top, start + round((end - start) * min(p, 1.0)), top + line), fill=BOX)
    pen.text((right, top + line / 2), f"{p:.2f}", font=face, fill=NORMAL.foreground, anchor="rm")


def make_debug_recorder(options: DisplayOptions) -> Display:
    """Open the display “recorder” with the debug view.

    Raises:
        DisplayError: see Recorder.
    """
    assert options.debug is not None
    return Recorder(Path(options.settings.record_to), drawing=partial(draw_debug, model=options.debug))
