"""The debug view in the terminal."""

from typing import Any

import cv2
import numpy as np

from device.display.base import Display
from device.display.block_graphics import picture_blocks
from device.display.debug_view import caption, crop_of, likeliest, square_of
from device.display.making import DisplayOptions
from device.display.terminal import Terminal
from device.recognition.hand_topology import BONES
from device.recognition.metadata import Metadata
from device.recognition.preprocess import grey
from device.signing.hand_marks import marked_points
from device.types import Frame, Pixels, Scores
from device.view import Finger, View


class DebugTerminal(Terminal):
    """Shows the frame, the model's input and the likeliest labels; in a pipe, one line for each change."""

    def __init__(self, model: Metadata, stream: Any = None, console: Any = None) -> None:
        """Take over the terminal.

        Args:
            model: whose input is shown.
            stream: see Terminal.
            console: see Terminal.
        """
        super().__init__(stream, console)
        self._model = model

    def _has_changed(self, view: View) -> bool:
        return True  # the frame is shown

    def _picture(self, view: View, columns: int, rows: int) -> list[Any]:
        return debug_blocks(view, self._model, (columns, rows), self._plain, "#" if self._ascii else "█")

    def _print_change(self, view: View) -> None:
        top = likeliest(view.scores)
        labels = "  ".join(f"{label} {p:.2f}" for label, p in top)
        self._lines.print((view.status, view.letter, top[0][0] if top else None), f"{caption(view)}   {labels}")


def debug_blocks(view: View, model: Metadata, area: tuple[int, int], plain: bool, bar: str) -> list[Any]:
    """Draw the debug view with block characters.

    Args:
        view: to draw.
        model: whose input is shown.
        area: (columns, rows) of characters.
        plain: without colour, see block_graphics.picture_blocks.
        bar: character that bars are made of.

    Returns:
        One rich Text for each row.
    """
    from rich.text import Text

    columns, rows = area
    if view.frame is None:
        return [Text()] * rows
    width = columns * 5 // 8
    off = () if view.task is None else view.task.off
    left = picture_blocks(_sketch(view.frame, view.scores, off), (width, rows), plain)
    bars = [Text(f" {_bar_line(*each, columns - width - 1, bar)}") for each in likeliest(view.scores)]
    square = None if view.scores is None else square_of(view.frame, view.scores)
    right = [Text()] * (rows - len(bars))
    if square is not None:
        right = picture_blocks(crop_of(view.frame, square, model), (columns - width, rows - len(bars)), plain)
    return [Text.assemble(*pair) for pair in zip(left, [*right, *bars], strict=True)]


def _bar_line(label: str, p: float, columns: int, bar: str) -> str:
    max_bar = max(0, columns - 15)
    return f"{label[:7]:8}{p:4.2f} {bar * round(min(p, 1.0) * max_bar)}"


def _sketch(frame: Frame, scores: Scores | None, off: tuple[Finger, ...]) -> Pixels:
    """Return the grey frame with box and bones in white, thick enough for the few cells of a terminal.

    Bones of fingers that are off are black and wider.
    """
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
        for points in marked_points(np.array(at), off):
            line = np.array(points, np.int32)[None]
            cv2.polylines(picture, [*line], False, (0,), 3 * thick)
    return picture


def make_debug_terminal(options: DisplayOptions) -> Display:
    """Open the display “terminal” with the debug view."""
    assert options.debug is not None
    return DebugTerminal(options.debug)
