"""A view on an OLED: the letter left, the sentence below it, and right the handshape, the word or the figures."""

from PIL import Image, ImageDraw

from device.assets.strings import load_strings
from device.display import view_text
from device.display.palette import Palette, display_state
from device.display.pixel.animal_panel import draw_mono_animal
from device.display.pixel.board import draw_small_result
from device.display.pixel.panels import draw_letter_panel
from device.display.pixel.reference_panel import draw_mono_reference
from device.display.pixel.signing_panel import draw_signing
from device.display.pixel.text_drawing import MIN_FONT_PX, draw_paragraph, fits_smallest
from device.view import View


def draw_small(image: Image.Image, view: View, palette: Palette) -> None:
    """Draw a view on a screen of up to panels.SMALL_HEIGHT_PX."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    colour = palette.states[display_state(view)]
    task, letter = view.task, view_text.large_letter(view)
    text = view_text.sentence(view)
    if task is not None and task.result is not None:
        draw_small_result(image, view, palette)
        return
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
        slot = view_text.turn_of(view)
        if slot:
            draw_mono_animal(image, slot, (width - height, 0, width, height))
            width -= height
        draw_paragraph(pen, text, (1, 1, width - 1, height - 1), colour, max(MIN_FONT_PX, height // 4))
        return
    side = "picture" if task is not None and task.picture is not None else _side_text(view)
    split = max(width - height, width // 2) if side == "picture" else width * 9 // 16 if side else width
    if side == "picture" and task is not None:
        draw_mono_reference(image, task, (split, 0, width, height))
    elif side:
        top = 2 * MIN_FONT_PX if view.recording else 1
        draw_paragraph(
            pen, side, (split + 2, top, width - 1, height * 5 // 8), palette.foreground, height // 4, bold=True
        )
    text_width = split if side == "picture" else width
    lines = 3 if side == "picture" else 2
    below = height - lines * round(1.15 * MIN_FONT_PX) - 1
    texts = view_text.sentences(view)
    # The last is without the explanation: the picture shows the difference.
    text = next((each for each in texts if fits_smallest(each, text_width - 2, lines)), text.partition(": ")[0])
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
