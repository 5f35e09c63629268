"""The end of a session as pixels: the board of all letters, and the sentences beside or below it.

A known letter is a filled field, one being learned an outlined field, one not asked yet has no field, and one that the
station could not see a question mark. A gain of this session has a plus. Small fields have dots and a line below the
letter in place of the marks. No meaning is in the colour alone.
"""

from PIL import Image, ImageDraw

from device.display import view_text
from device.display.palette import Palette, display_state
from device.display.pixel.text_drawing import MIN_FONT_PX, Area, draw_paragraph, font
from device.view import BoardLetter, LessonResult, View

WIDE_COLUMNS, FLAT_COLUMNS = 6, 9  # of the board beside and above its sentences
FEW = 10  # fields, as after a lesson of numbers
FEW_WIDE_COLUMNS, FEW_FLAT_COLUMNS = 4, 5
SMALL_LINES = 2  # of text below the board on a display without room
MIN_MARKED_PX = 20  # height of a field with room for a mark beside its letter


def draw_result(image: Image.Image, view: View, area: Area, palette: Palette) -> None:
    """Draw the board left and the sentences right of it, or below it in an area that is not wide."""
    assert view.task is not None
    assert view.task.result is not None
    left, top, right, bottom = area
    wide = right - left > 1.3 * (bottom - top)
    gap = max(4, (bottom - top) // 24)
    middle = (left + right) // 2 if wide else top + (bottom - top) * 9 // 20
    board = (left, top, middle - gap, bottom) if wide else (left, top, right, middle - gap)
    texts = (middle + gap, top, right, bottom) if wide else (left, middle, right, bottom)
    draw_board(image, view.task.result, board, wide, palette)
    pen = ImageDraw.Draw(image)
    lines = [view_text.sentence(view), *view_text.result_lines(view)]
    height = (texts[3] - texts[1]) // len(lines)
    for number, line in enumerate(lines):
        colour = palette.states[display_state(view)] if number == 0 else palette.foreground
        place = (texts[0], texts[1] + number * height, texts[2], texts[1] + (number + 1) * height)
        draw_paragraph(pen, line, place, colour, min(height * 3 // 5, image.height // 12), bold=number == 0)


def draw_small_result(image: Image.Image, view: View, palette: Palette) -> None:
    """Draw the board, and below it how many were right at the first try and what to repeat."""
    assert view.task is not None
    assert view.task.result is not None
    width, height = image.size
    below = height - SMALL_LINES * round(1.15 * MIN_FONT_PX) - 1
    draw_board(image, view.task.result, (0, 0, width, below), False, palette)
    lines = view_text.result_lines(view)
    text = "\n".join(dict.fromkeys((lines[0], lines[-1])))
    draw_paragraph(ImageDraw.Draw(image), text, (0, below, width, height), palette.foreground, MIN_FONT_PX)


def draw_board(image: Image.Image, result: LessonResult, area: Area, wide_screen: bool, palette: Palette) -> None:
    """Draw all letters or numbers in rows; a wide screen has the sentences beside them."""
    left, top, right, bottom = area
    few = len(result.board) <= FEW
    columns = (FEW_WIDE_COLUMNS if few else WIDE_COLUMNS) if wide_screen else FEW_FLAT_COLUMNS if few else FLAT_COLUMNS
    rows = -(-len(result.board) // columns)
    wide, high = (right - left) / columns, (bottom - top) / rows
    for number, each in enumerate(result.board):
        x, y = left + number % columns * wide, top + number // columns * high
        inset = max(1, round(min(wide, high) * 0.06))
        field = (round(x) + inset, round(y) + inset, round(x + wide) - 1 - inset, round(y + high) - 1 - inset)
        _draw_field(image, each, field, palette)


def _draw_field(image: Image.Image, each: BoardLetter, field: Area, palette: Palette) -> None:
    left, top, right, bottom = field
    pen = ImageDraw.Draw(image)
    line = max(1, (bottom - top) // 16)
    known = each.standing == "known"
    if known:
        pen.rectangle(field, fill=palette.states["right"])
    elif each.standing == "learning":
        pen.rectangle(field, outline=palette.foreground, width=line)
    colour = palette.background if known else palette.dim if each.standing == "unmet" else palette.foreground
    size = max(MIN_FONT_PX, min(bottom - top, right - left) * 3 // 4)
    middle = ((left + right) / 2, (top + bottom) / 2)
    pen.text(middle, each.letter, font=font(size, bold=each.standing != "unmet"), fill=colour, anchor="mm")
    if bottom - top >= MIN_MARKED_PX:
        mark = "?" if each.standing == "unseen" else "+" if each.changed else ""
        pen.text((right - line, top), mark, font=font(size // 2, bold=True), fill=colour, anchor="rt")
    elif each.changed or each.standing == "unseen":  # no room for a mark: a line below the letter, or dots
        step = 1 if each.changed else 3
        pen.point([(x, bottom - 1) for x in range(left + 2, right - 1, step)], fill=colour)
