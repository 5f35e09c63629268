"""A view drawn as a picture, for all pixel displays and the recorder.

The result is a PIL image. Sizes are fractions of it, so the same code draws an OLED and a monitor.
"""

from PIL import Image, ImageDraw

from device.alphabet import DYNAMIC_LETTERS
from device.display import view_text
from device.display.palette import NORMAL, Palette
from device.display.pixel.hand_zoom import HandZoom
from device.display.pixel.large_screen import draw_large
from device.display.pixel.live_panel import draw_live
from device.display.pixel.panels import SMALL_HEIGHT_PX, draw_recording_mark
from device.display.pixel.self_test import draw_self_test
from device.display.pixel.small_screen import draw_small
from device.display.pixel.text_drawing import MIN_FONT_PX, Area, draw_paragraph
from device.types import HandBox
from device.view import Task, View

FIGURES_S = 0.5  # between two updates of the figures, if nothing else changes


def draw(view: View, size: tuple[int, int], palette: Palette = NORMAL, zoom: HandBox | None = None) -> Image.Image:
    """Return the view as an RGB picture of (width, height) pixels.

    Args:
        view: to draw.
        size: (width, height) in pixels.
        palette: colours.
        zoom: the hand that is shown large, from a HandZoom; None for the hand of this view.
    """
    page, live = draw_page(view, size, palette)
    return _finish(page, view, palette, live, zoom)


def draw_page(view: View, size: tuple[int, int], palette: Palette) -> tuple[Image.Image, Area | None]:
    """Return the picture without the learner's own hand, and the area of that hand, None if it is not shown.

    The arguments are those of `draw`.
    """
    image, live = Image.new("RGB", size, palette.background), None
    if view.pairing is not None:
        _draw_pairing(image, view, palette)
    elif view.self_test is not None:
        draw_self_test(image, view, palette)
    elif size[1] <= SMALL_HEIGHT_PX:
        draw_small(image, view, palette)
    else:
        live = draw_large(image, view, palette)
    return image, live


def _finish(page: Image.Image, view: View, palette: Palette, live: Area | None, zoom: HandBox | None) -> Image.Image:
    """Draw the learner's own hand and the mark of a recording on a page."""
    if live is not None:
        draw_live(page, view, live, palette, zoom or view.box)
    if view.recording:
        width, height = page.size
        line = max(MIN_FONT_PX, height // 14)
        corner = (line // 4, line // 4) if height > SMALL_HEIGHT_PX else (width - 4 * MIN_FONT_PX, 0)
        draw_recording_mark(ImageDraw.Draw(page), corner, line * 3 // 4, palette)
    return page


class Screen:
    """Draws one view after the other for a screen, and only what has changed since the last one.

    Attributes:
        size: (width, height) in pixels.
    """

    def __init__(self, size: tuple[int, int], palette: Palette = NORMAL) -> None:
        """Start with an unknown picture on the screen."""
        self.size = size
        self._palette, self._zoom = palette, HandZoom()
        self._content: object = None
        self._page: Image.Image | None = None
        self._live: Area | None = None

    def draw(self, view: View) -> Image.Image | None:
        """Return the view as an RGB picture, None if it is the same as the last one. The hand moves smoothly."""
        zoom, content = self._zoom.steady(view), content_of(view, self.size[1] > SMALL_HEIGHT_PX)
        if self._page is None or content is None or content != self._content:
            self._page, self._live = draw_page(view, self.size, self._palette)
            self._content = content
        elif self._live is None:
            return None
        return _finish(self._page.copy(), view, self._palette, self._live, zoom)


def content_of(view: View, large: bool = True) -> object:
    """Return what `draw_page` makes its picture of, to be compared with ==; None if that changes with time.

    Views with equal content have equal pages, so that a display need not draw the second one. Only the figures may be
    FIGURES_S old.

    Args:
        view: to draw.
        large: on a screen that shows figures.
    """
    if _moves(view.task) or view.self_test is not None:
        return None
    t = 0.0 if view.frame is None or not large or view.fps is None else view.frame.t
    return view_text.content(view), view.frame is None, t // FIGURES_S


def _moves(task: Task | None) -> bool:
    """Return whether the picture of a task moves."""
    if task is None or task.own_picture is None:
        return task is not None and task.picture in DYNAMIC_LETTERS
    return bool(task.own_picture.frames)


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
