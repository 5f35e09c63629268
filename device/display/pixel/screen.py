"""A View drawn as a picture: the one drawing that every pixel display and the recorder share.

A PIL image is the only currency between drawing and device. Sizes are fractions of the picture, so the same
code draws an OLED and a monitor. Whatever else there is, the letter keeps a third of the height: that can be read
from three metres on anything larger than a postcard.
"""

from PIL import Image, ImageDraw

from device.assets.strings import load_strings
from device.display import view_text
from device.display.palette import NORMAL, Palette, display_state
from device.display.pixel.panels import (
    SMALL,
    handshape,
    letter_panel,
    preview,
    recording_mark,
    text_line,
    word_strip,
)
from device.display.pixel.text_drawing import LEAST, Area, block, fits, font, shortened
from device.view import View

LONG = 36  # letters from which a sentence has two lines
WIDE = 320  # pixels of width from which the preview leaves the letter a third of the height


def draw(view: View, size: tuple[int, int], palette: Palette = NORMAL) -> Image.Image:
    """The view as an RGB picture of (width, height) pixels."""
    image = Image.new("RGB", size, palette.ground)
    if view.pairing is not None:
        _pairing(image, view, palette)
    elif size[1] <= SMALL:
        _small(image, view, palette)
    else:
        _large(image, view, palette)
    if view.recording:
        line = max(LEAST, size[1] // 14)
        corner = (line // 4, line // 4) if size[1] > SMALL else (size[0] - 4 * LEAST, 0)
        recording_mark(ImageDraw.Draw(image), corner, line * 3 // 4, palette)
    return image


def _large(image: Image.Image, view: View, palette: Palette) -> None:
    """From above: heading; letter, handshape and preview side by side; a sentence; word, text or hint."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    line = max(LEAST, height // 14)
    margin = line // 2
    top, bottom = margin, height - margin
    left, right = margin, width - margin
    if view.task is not None:
        _heading(pen, view, (left, top, right, top + line), palette)
        top += round(1.3 * line)
    elif view.recording and view.frame is None:
        top += line
    foot = _foot_height(view, line)
    _foot(pen, view, (left, bottom - foot, right, bottom), palette)
    bottom -= foot + (line // 3 if foot else 0)
    names = _panels(view, width)
    if "sentence" not in names:
        text = view_text.sentence(view)
        lines = 1.7 if len(text) < LONG else 2.5
        said = (left, bottom - round(lines * line), right, bottom)
        block(pen, text, said, palette.moods[display_state(view)], round(1.3 * line), bold=True)
        bottom = said[1] - line // 4
    for name, area in _columns(names, (left, top, right, bottom), margin).items():
        if name == "preview":
            preview(image, view, area, palette)
        elif name == "picture" and view.task is not None:
            handshape(image, view.task, area, palette, mono=False)
        elif name == "sentence":
            block(pen, view_text.sentence(view), area, palette.moods[display_state(view)], height // 6)
        else:
            letter_panel(image, view, area, palette)


def _panels(view: View, width: int) -> list[str]:
    """What stands side by side; a sentence only where there is no letter and room beside the preview."""
    letter = bool(view_text.letter(view))
    names = ["preview"] if view.frame is not None and (width >= WIDE or not letter) else []
    if letter:
        names.append("letter")
    elif not names or width >= WIDE:
        names.append("sentence")
    if view.task is not None and view.task.picture is not None:
        names.append("picture")
    return names


def _columns(names: list[str], area: Area, gap: int) -> dict[str, Area]:
    """Equal columns from left to right."""
    left, top, right, bottom = area
    wide = (right - left - gap * (len(names) - 1)) // len(names)
    starts = [left + i * (wide + gap) for i in range(len(names))]
    return {name: (x, top, x + wide, bottom) for name, x in zip(names, starts, strict=True)}


def _heading(pen: ImageDraw.ImageDraw, view: View, area: Area, palette: Palette) -> None:
    left, top, right, bottom = area
    face = font(max(LEAST, (bottom - top) * 4 // 5))
    standing = view_text.standing(view)
    left += round(3.2 * (bottom - top)) if view.recording else 0
    room = right - left - round(face.getlength(standing)) - (bottom - top)
    y = (top + bottom) / 2
    pen.text((left, y), shortened(view_text.heading(view), face, room), font=face, fill=palette.dim, anchor="lm")
    pen.text((right, y), standing, font=face, fill=palette.ink, anchor="rm")


def _foot_height(view: View, line: int) -> int:
    if view.task is not None and view.task.word:
        return 2 * line
    if view.task is not None and view.task.hint:
        return round(1.8 * line)
    if view_text.small_print(view):
        return round(1.6 * line)
    return 0 if view.task is not None else 2 * line


def _foot(pen: ImageDraw.ImageDraw, view: View, area: Area, palette: Palette) -> None:
    task = view.task
    if task is not None and task.word:
        word_strip(pen, task, area, palette)
    elif task is not None and task.hint:
        block(pen, task.hint, area, palette.ink, (area[3] - area[1]) // 2)
    elif view_text.small_print(view):
        block(pen, view_text.small_print(view), area, palette.dim, max(LEAST, (area[3] - area[1]) * 2 // 5))
    elif task is None:
        text_line(pen, view, area, palette)


def _small(image: Image.Image, view: View, palette: Palette) -> None:
    """On the left the letter, below it the sentence; on the right the handshape, the word or the figures."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    colour = palette.moods[display_state(view)]
    task, letter = view.task, view_text.letter(view)
    said = view_text.sentence(view)
    if not letter:
        if view.status == "starting":
            said += "\n" + load_strings(view.language)("caption.practice_aid")
        elif task is not None:
            said = f"{view_text.heading(view)}\n{said}"
        block(pen, said, (1, 1, width - 1, height - 1), colour, max(LEAST, height // 4))
        return
    side = "picture" if task is not None and task.picture is not None else _aside(view)
    split = max(width - height, width // 2) if side == "picture" else width * 9 // 16 if side else width
    if side == "picture" and task is not None:
        handshape(image, task, (split, 0, width, height), palette, mono=True)
    elif side:
        top = 2 * LEAST if view.recording else 1
        block(pen, side, (split + 2, top, width - 1, height * 5 // 8), palette.ink, height // 4, bold=True)
    room = split if side == "picture" else width
    lines = 3 if side == "picture" else 2
    below = height - lines * round(1.15 * LEAST) - 1
    if not fits(said, room - 2, lines):
        said = said.partition(": ")[0]  # what the difference is can be seen
    block(pen, said, (1, below, room - 1, height), colour, LEAST + 2)
    letter_panel(image, view, (1, 0, split - 1, below), palette)


def _aside(view: View) -> str:
    """Beside the letter on a small display: the word so far, the round's figures, the newest of the text."""
    task = view.task
    if task is None:
        return view.text[-6:]
    if task.word:
        return f"{view.text}_" if len(view.text) < len(task.word) else view.text
    return view_text.standing(view).replace("   ", "\n")


def _pairing(image: Image.Image, view: View, palette: Palette) -> None:
    """The code as large as it goes, with what to do with it."""
    assert view.pairing is not None
    pen = ImageDraw.Draw(image)
    width, height = image.size
    edge = max(1, height // 24)
    middle = height // 2 if height <= SMALL else height * 5 // 8
    block(pen, view.pairing.code, (edge, edge, width - edge, middle), palette.ink, middle - 2 * edge, bold=True)
    below = (edge, middle, width - edge, height - edge)
    block(pen, view_text.sentence(view), below, palette.moods["hand"], height // 12)
