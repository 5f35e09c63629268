"""The parts of a screen: the letter, alone in its ring or beside the live picture, a word, a line of text."""

from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw

from device.display import view_text
from device.display.palette import MARKS, Colour, Palette, display_state
from device.display.pixel.text_drawing import MIN_FONT_PX, Area, draw_letter, font, truncate_start
from device.view import Task, View

SMALL_HEIGHT_PX = 100  # up to this height there is no room for a heading, a footer or fine lines


def draw_letter_panel(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """Draw the letter as large as possible, in a ring that fills clockwise while it is held."""
    left, top, right, bottom = area
    state = display_state(view)
    thick = ring_thickness(bottom - top)
    filled = 1.0 if state == "right" else min(view.hold, 1.0)
    draw_ring(image, area, filled, thick, (palette.dim, palette.states[state]))
    gap = thick + max(1, thick * 2 // 3)
    draw_letter(
        image, view_text.large_letter(view), (left + gap, top + gap, right - gap, bottom - gap), palette.foreground
    )
    mark = MARKS.get(state) if view.task is not None else None
    if mark and bottom - top > SMALL_HEIGHT_PX:
        side = (bottom - top) // 6  # on the ring's corner, beside the letter
        pen = ImageDraw.Draw(image)
        pen.ellipse((right - side, top, right, top + side), fill=palette.states[state])
        inset = side // 4
        draw_letter(
            image, mark, (right - side + inset, top + inset, right - inset, top + side - inset), palette.background
        )


def draw_letter_slot(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """Draw the letter beside the live picture, which has the ring; without a letter the slot stays empty."""
    left, top, right, bottom = area
    corner = ring_thickness(bottom - top) * 3
    ImageDraw.Draw(image).rounded_rectangle(area, corner, fill=palette.panel, outline=palette.dim)
    gap_x, gap_y = (right - left) // 12, (bottom - top) // 14
    letter = view_text.large_letter(view)
    if letter:
        draw_letter(image, letter, (left + gap_x, top + gap_y, right - gap_x, bottom - gap_y), palette.foreground)


def ring_thickness(height: int) -> int:
    """Return the width of the ring of a panel of this height, pixels."""
    return max(2, height // 28)


def draw_ring(image: Image.Image, area: Area, filled: float, thick: int, colours: tuple[Colour, Colour]) -> None:
    """Draw a rounded frame inside an area, thick where it is filled and a line elsewhere.

    Args:
        image: to draw on.
        area: of the frame.
        filled: part of the frame, 0–1, clockwise from the top.
        thick: width of the filled part, pixels.
        colours: of the line and of the filled part.
    """
    left, top, right, bottom = area
    line_colour, full_colour = colours
    width, height = right - left, bottom - top
    if min(width, height) < 4 * thick:
        return
    full_mask, line_mask = _ring_masks(width, height, thick)
    image.paste(line_colour, (left, top), line_mask)
    if filled > 0:
        pie = Image.new("L", (width, height))
        far = width + height
        around = (width // 2 - far, height // 2 - far, width // 2 + far, height // 2 + far)
        ImageDraw.Draw(pie).pieslice(around, -90, -90 + 360 * min(filled, 1.0), fill=255)
        image.paste(full_colour, (left, top), ImageChops.multiply(full_mask, pie))


@lru_cache(maxsize=8)
def _ring_masks(width: int, height: int, thick: int) -> tuple[Image.Image, Image.Image]:
    """Return the filled ring and its line, as masks with smooth edges."""
    masks = []
    for inset, pen_width in ((0, 2 * thick), (thick, max(2, 2 * thick // 5))):
        mask = Image.new("L", (2 * width, 2 * height))
        corners = (inset, inset, 2 * width - 1 - inset, 2 * height - 1 - inset)
        ImageDraw.Draw(mask).rounded_rectangle(corners, radius=6 * thick, outline=255, width=pen_width)
        masks.append(mask.reduce(2))
    return masks[0], masks[1]


def draw_word(pen: ImageDraw.ImageDraw, task: Task, area: Area, palette: Palette) -> None:
    """Draw the word to spell: letters done, the prompt in a filled box, letters to come on a line."""
    left, top, right, bottom = area
    count = len(task.word)
    cell = min((right - left) / count, (bottom - top) * 0.85)
    x = (left + right - cell * count) / 2
    answered = task.outcome == "right" and not task.hint
    for i, each in enumerate(task.word):
        now = i == task.position and not answered
        done = i < task.position or (i == task.position and answered)
        inside = (x + cell * 0.06, top, x + cell * 0.94, bottom - 1)
        if now:
            pen.rectangle(inside, fill=palette.foreground)
        elif not done:
            pen.line((inside[0], bottom - 1, inside[2], bottom - 1), fill=palette.dim, width=max(1, int(cell // 14)))
        colour = palette.background if now else palette.foreground if done else palette.dim
        middle = (x + cell / 2, (top + bottom) / 2)
        pen.text(
            middle, each, font=font(max(MIN_FONT_PX, int(cell * 0.85)), bold=now or done), fill=colour, anchor="mm"
        )
        x += cell


def draw_text_line(pen: ImageDraw.ImageDraw, view: View, area: Area, palette: Palette) -> None:
    """Draw the end of the text, and the figures if there are any."""
    left, top, right, bottom = area
    high = bottom - top
    small, large = font(max(MIN_FONT_PX, high * 2 // 5)), font(max(MIN_FONT_PX, high * 4 // 5))
    figures = view_text.figures(view)
    text_width = right - left - (round(small.getlength(figures)) + high // 2 if figures else 0)
    pen.text(
        (left, bottom - high // 8),
        truncate_start(view.text, large, text_width),
        font=large,
        fill=palette.foreground,
        anchor="ls",
    )
    pen.text((right, bottom - high // 8), figures, font=small, fill=palette.dim, anchor="rs")


def draw_recording_mark(pen: ImageDraw.ImageDraw, corner: tuple[int, int], size: int, palette: Palette) -> None:
    """Draw a red disc and “REC”; `corner` is the top left one."""
    face = font(max(MIN_FONT_PX, size), bold=True)
    x, y = corner
    _, top, end, bottom = face.getbbox("REC", anchor="lt")
    high = bottom - top
    pen.rectangle(
        (x, y, x + end + 2 * high, y + 2 * high), fill=palette.background
    )  # also legible over a bright preview
    pen.ellipse((x + high / 2, y + high / 2, x + high * 3 / 2, y + high * 3 / 2), fill=palette.recording)
    pen.text((x + 2 * high, y + high / 2), "REC", font=face, fill=palette.recording, anchor="lt")
