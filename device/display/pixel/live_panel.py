"""The learner's own hand on a screen: the camera's picture as in a mirror, its ring, the mark of the answer."""

import numpy as np
from PIL import Image, ImageDraw

from device.display.palette import MARKS, Palette, display_state
from device.display.pixel.hand_zoom import shown_part
from device.display.pixel.panels import draw_ring, ring_thickness
from device.display.pixel.text_drawing import Area, font
from device.recognition.preprocess import grey
from device.signing.hand_marks import draw_marks
from device.types import HandBox
from device.view import View


def draw_live(image: Image.Image, view: View, area: Area, palette: Palette, zoom: HandBox | None) -> None:
    """Draw the hand, mirrored, in a ring that fills while it is held. Nothing is drawn over the hand.

    Args:
        image: to draw on.
        view: with a frame.
        area: to fill.
        palette: colours.
        zoom: the hand that is shown large, None for the whole picture.
    """
    assert view.frame is not None
    left, top, right, bottom = area
    state = display_state(view)
    thick = ring_thickness(bottom - top)
    inset = thick if view.task is not None or view.letter else 0
    width, height = right - left - 2 * inset, bottom - top - 2 * inset
    if width < 1 or height < 1:
        return
    part = shown_part(view.frame.image, zoom, width / height)
    picture = Image.fromarray(np.ascontiguousarray(grey(view.frame.image))).resize(
        (width, height), Image.Resampling.BILINEAR, box=part
    )
    picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).convert("RGB")
    if view.task is not None and view.task.off and view.scores is not None and view.scores.landmarks is not None:
        pixels = view.scores.landmarks * np.array(view.frame.image.shape[1::-1])
        at = (pixels - part[:2]) * [width / (part[2] - part[0]), height / (part[3] - part[1])]
        draw_marks(picture, at * [-1, 1] + [width, 0], view.task.off, max(2, height // 60), palette.mark)
    image.paste(picture, (left + inset, top + inset))
    if inset:
        filled = 1.0 if state == "right" else min(view.hold, 1.0)
        draw_ring(image, area, filled, thick, (palette.dim, palette.states[state]))
    if view.task is not None and state in MARKS:
        _draw_badge(image, view, area, palette)


def _draw_badge(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """Draw the mark of the answer in the corner of the ring, for a wrong one with the letter that was seen."""
    assert view.task is not None
    state = display_state(view)
    text = MARKS[state] + (f" {view.task.rival}" if state == "wrong" and view.task.rival else "")
    _, top, right, bottom = area
    side = max(12, (bottom - top) // 6)
    face = font(side * 3 // 4, bold=True)
    wide = max(side, round(face.getlength(text)) + side // 2)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((right - wide, top, right, top + side), side // 3, fill=palette.states[state])
    pen.text((right - wide / 2, top + side / 2), text, font=face, fill=palette.background, anchor="mm")
