"""A view drawn as a picture, for all pixel displays and the recorder.

The result is a PIL image. Sizes are fractions of it, so the same code draws an OLED and a monitor.
"""

from PIL import Image, ImageDraw

from device.display import view_text
from device.display.palette import NORMAL, Palette
from device.display.pixel.large_screen import draw_large
from device.display.pixel.panels import SMALL_HEIGHT_PX, draw_recording_mark
from device.display.pixel.self_test import draw_self_test
from device.display.pixel.small_screen import draw_small
from device.display.pixel.text_drawing import MIN_FONT_PX, draw_paragraph
from device.types import HandBox
from device.view import View


def draw(view: View, size: tuple[int, int], palette: Palette = NORMAL, zoom: HandBox | None = None) -> Image.Image:
    """Return the view as an RGB picture of (width, height) pixels.

    Args:
        view: to draw.
        size: (width, height) in pixels.
        palette: colours.
        zoom: the hand that is shown large, from a HandZoom; None for the hand of this view.
    """
    image = Image.new("RGB", size, palette.background)
    if view.pairing is not None:
        _draw_pairing(image, view, palette)
    elif view.self_test is not None:
        draw_self_test(image, view, palette)
    elif size[1] <= SMALL_HEIGHT_PX:
        draw_small(image, view, palette)
    else:
        draw_large(image, view, palette, zoom or view.box)
    if view.recording:
        line = max(MIN_FONT_PX, size[1] // 14)
        corner = (line // 4, line // 4) if size[1] > SMALL_HEIGHT_PX else (size[0] - 4 * MIN_FONT_PX, 0)
        draw_recording_mark(ImageDraw.Draw(image), corner, line * 3 // 4, palette)
    return image


def content_of(view: View, size: tuple[int, int]) -> object:
    """Return what `draw` makes its picture of, to be compared with ==; None if that changes with every frame.

    Two views with equal content have equal pictures, so that a display need not draw the second one. Only small
    screens never show the camera image.
    """
    return None if size[1] > SMALL_HEIGHT_PX or view.self_test is not None else view_text.content(view)


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
    draw_paragraph(pen, view_text.sentence(view), below, palette.states["hand"], height // 9)
