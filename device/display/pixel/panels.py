"""The parts a screen is put together from: the letter in its ring, what the camera sees, a handshape, a word."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from device.display import view_text
from device.display.palette import MARKS, Colour, Palette, display_state
from device.display.pixel.text_drawing import LEAST, Area, block, font, line_height, put_letter, tail, wrapped
from device.recognition.preprocess import grey
from device.view import Task, View

SMALL = 100  # pixels of height below which there is no room for a heading, a foot or fine lines


def letter_panel(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """The letter as large as it goes, in a ring that fills clockwise while it is held."""
    left, top, right, bottom = area
    mood = display_state(view)
    thick = max(2, (bottom - top) // 28)
    share = 1.0 if mood == "right" else min(view.hold, 1.0)
    ring(image, area, share, thick, (palette.dim, palette.moods[mood]))
    gap = thick + max(1, thick * 2 // 3)
    put_letter(image, view_text.letter(view), (left + gap, top + gap, right - gap, bottom - gap), palette.ink)
    mark = MARKS.get(mood) if view.task is not None else None
    if mark and bottom - top > SMALL:
        side = (bottom - top) // 6  # on the ring's corner, where it covers none of the letter
        pen = ImageDraw.Draw(image)
        pen.ellipse((right - side, top, right, top + side), fill=palette.moods[mood])
        inset = side // 4
        put_letter(image, mark, (right - side + inset, top + inset, right - inset, top + side - inset), palette.ground)


def ring(image: Image.Image, area: Area, share: float, thick: int, colours: tuple[Colour, Colour]) -> None:
    """A rounded frame around an area, of which a share (0–1) is filled, clockwise from the top; the rest is a line."""
    left, top, right, bottom = area
    empty, full = colours
    width, height = right - left, bottom - top
    if min(width, height) < 4 * thick:
        return
    whole, line = _frame(width, height, thick)
    image.paste(empty, (left, top), line)
    if share > 0:
        pie = Image.new("L", (width, height))
        far = width + height
        around = (width // 2 - far, height // 2 - far, width // 2 + far, height // 2 + far)
        ImageDraw.Draw(pie).pieslice(around, -90, -90 + 360 * min(share, 1.0), fill=255)
        image.paste(full, (left, top), ImageChops.multiply(whole, pie))


@lru_cache(maxsize=8)
def _frame(width: int, height: int, thick: int) -> tuple[Image.Image, Image.Image]:
    """The ring when it is full, and its line when it is empty, as masks with soft edges."""
    masks = []
    for inset, pen_width in ((0, 2 * thick), (thick, max(2, 2 * thick // 5))):
        mask = Image.new("L", (2 * width, 2 * height))
        corners = (inset, inset, 2 * width - 1 - inset, 2 * height - 1 - inset)
        ImageDraw.Draw(mask).rounded_rectangle(corners, radius=6 * thick, outline=255, width=pen_width)
        masks.append(mask.reduce(2))
    return masks[0], masks[1]


def preview(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
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
            x + (1 - box.x1) * picture.width,
            y + box.y0 * picture.height,
            x + (1 - box.x0) * picture.width,
            y + box.y1 * picture.height,
        )
        ImageDraw.Draw(image).rectangle(
            corners, outline=palette.moods[display_state(view)], width=max(1, image.height // 160)
        )


def handshape(image: Image.Image, task: Task, area: Area, palette: Palette, mono: bool) -> None:
    """The reference picture of the task, below it whose view it is and who has checked it."""
    try:
        from device.assets import handshapes as reference
    except ImportError:  # an installation without the reference handshapes
        return
    left, top, right, bottom = area
    assert task.picture is not None
    if mono:
        side = reference.MONO_SIDE
        shape = reference.mono(task.picture, hand=task.picture_hand).convert("RGB")
        if min(right - left, bottom - top) < side:
            side = min(right - left, bottom - top)
            shape = shape.resize((side, side))
        image.paste(shape, ((left + right - side) // 2, (top + bottom - side) // 2))
        return
    size = max(LEAST, image.height // 26)
    lines = len(wrapped(task.caption, font(size), right - left)) if task.caption else 0
    caption_high = lines * line_height(size) if bottom - top > 12 * size else 0
    side = max(1, min(right - left, bottom - top - caption_high))
    shape = reference.picture(task.picture, side, hand=task.picture_hand)
    image.paste(shape, ((left + right - side) // 2, top + (bottom - top - caption_high - side) // 2), shape)
    if caption_high:
        caption = (left, bottom - caption_high, right, bottom)
        block(ImageDraw.Draw(image), task.caption, caption, palette.dim, size)


def word_strip(pen: ImageDraw.ImageDraw, task: Task, area: Area, palette: Palette) -> None:
    """The word being spelled: letters done, the one asked for in a filled box, letters to come in outline boxes."""
    left, top, right, bottom = area
    count = len(task.word)
    cell = min((right - left) / count, (bottom - top) * 0.85)
    x = (left + right - cell * count) / 2
    closed = task.outcome is not None and not task.hint and task.outcome == "right"
    for i, each in enumerate(task.word):
        now = i == task.position and not closed
        done = i < task.position or (i == task.position and closed)
        inside = (x + cell * 0.06, top, x + cell * 0.94, bottom - 1)
        if now:
            pen.rectangle(inside, fill=palette.ink)
        elif not done:
            pen.line((inside[0], bottom - 1, inside[2], bottom - 1), fill=palette.dim, width=max(1, int(cell // 14)))
        colour = palette.ground if now else palette.ink if done else palette.dim
        middle = (x + cell / 2, (top + bottom) / 2)
        pen.text(middle, each, font=font(max(LEAST, int(cell * 0.85)), bold=now or done), fill=colour, anchor="mm")
        x += cell


def text_line(pen: ImageDraw.ImageDraw, view: View, area: Area, palette: Palette) -> None:
    """What was read so far, its newest letters always in sight, and the figures where there is room."""
    left, top, right, bottom = area
    high = bottom - top
    small, large = font(max(LEAST, high * 2 // 5)), font(max(LEAST, high * 4 // 5))
    figures = view_text.figures(view)
    room = right - left - (round(small.getlength(figures)) + high // 2 if figures else 0)
    pen.text((left, bottom - high // 8), tail(view.text, large, room), font=large, fill=palette.ink, anchor="ls")
    pen.text((right, bottom - high // 8), figures, font=small, fill=palette.dim, anchor="rs")


def recording_mark(pen: ImageDraw.ImageDraw, corner: tuple[int, int], size: int, palette: Palette) -> None:
    """A red disc and the word."""
    face = font(max(LEAST, size), bold=True)
    x, y = corner
    _, top, end, bottom = face.getbbox("REC", anchor="lt")
    high = bottom - top
    pen.rectangle((x, y, x + end + 2 * high, y + 2 * high), fill=palette.ground)  # legible over a bright preview, too
    pen.ellipse((x + high / 2, y + high / 2, x + high * 3 / 2, y + high * 3 / 2), fill=palette.recording)
    pen.text((x + 2 * high, y + high / 2), "REC", font=face, fill=palette.recording, anchor="lt")
