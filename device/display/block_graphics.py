"""Letters and pictures drawn with block characters, for the terminal."""

from functools import lru_cache
from itertools import groupby
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from device.display.palette import Colour
from device.display.pixel.text_drawing import letter_mask
from device.recognition.preprocess import grey
from device.types import HandBox, Pixels

RAMP = " .:-=+*#%@"  # dark to bright, for terminals without colour


def letter_blocks(letter: str, area: tuple[int, int], ascii_only: bool) -> list[str]:
    """Draw a letter as large as possible in (columns, rows) of characters.

    A character is two pixels, one above the other, as half blocks; "#" only if `ascii_only`.
    """
    columns, rows = area
    ink = np.asarray(letter_mask(letter, (columns, rows * 2))) >= 128
    cells = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    if ascii_only:
        cells = {pair: "#" if any(pair) else " " for pair in cells}
    return ["".join(cells[int(ink[2 * y, x]), int(ink[2 * y + 1, x])] for x in range(columns)) for y in range(rows)]


def mirrored_blocks(image: Pixels, box: HandBox | None, area: tuple[int, int], plain: bool, frame: Colour) -> list[Any]:
    """Draw a camera image as a mirror shows it, see picture_blocks. Images for the models are never mirrored."""
    mirrored = None if box is None else HandBox(1 - box.x1, box.y0, 1 - box.x0, box.y1)
    return picture_blocks(grey(image)[:, ::-1], area, plain, mirrored, frame)


def picture_blocks(
    picture: Pixels, area: tuple[int, int], plain: bool, box: HandBox | None = None, frame: Colour = (255, 255, 255)
) -> list[Any]:
    """Draw a grey picture with block characters.

    Args:
        picture: uint8, (height, width).
        area: (columns, rows) of characters.
        plain: one character of RAMP per cell, without colour; else two grey pixels per cell.
        box: drawn as a frame, fractions of the picture; None for none.
        frame: colour of the box.

    Returns:
        One rich Text for each row.
    """
    from rich.text import Text

    columns, rows = area
    pixels, inside = _fit(picture, (columns, rows * 2))
    edge = np.zeros(pixels.shape, bool)
    if box is not None:
        _draw_outline(edge, inside, box)
    if plain:
        brightness = (pixels[::2].astype(int) + pixels[1::2]) * len(RAMP) // 511
        framed = edge[::2] | edge[1::2]
        return [
            Text("".join("o" if framed[y, x] else RAMP[brightness[y, x]] for x in range(columns))) for y in range(rows)
        ]
    levels = np.where(edge, -1, pixels >> 3)  # 32 greys: fewer changes of colour to send
    lines = []
    for upper, lower in zip(levels[::2].tolist(), levels[1::2].tolist(), strict=True):
        line = Text()
        for pair, run in groupby(zip(upper, lower, strict=True)):
            line.append("▀" * len(list(run)), _style(*pair, frame))
        lines.append(line)
    return lines


def _fit(picture: Pixels, size: tuple[int, int]) -> tuple[Pixels, tuple[int, int, int, int]]:
    """Return the picture as large as possible, centred in (width, height), and its x, y, width and height there."""
    width, height = size
    scale = min(width / picture.shape[1], height / picture.shape[0])
    w, h = max(1, int(picture.shape[1] * scale)), max(1, int(picture.shape[0] * scale))
    x, y = (width - w) // 2, (height - h) // 2
    canvas = np.zeros((height, width), np.uint8)
    canvas[y : y + h, x : x + w] = cv2.resize(picture, (w, h), interpolation=cv2.INTER_AREA)
    return canvas, (x, y, w, h)


def _draw_outline(edge: NDArray[np.bool_], inside: tuple[int, int, int, int], box: HandBox) -> None:
    x, y, w, h = inside
    x0, x1 = (x + round(min(max(value, 0), 1) * (w - 1)) for value in (box.x0, box.x1))
    y0, y1 = (y + round(min(max(value, 0), 1) * (h - 1)) for value in (box.y0, box.y1))
    edge[[y0, y1], x0 : x1 + 1] = True
    edge[y0 : y1 + 1, [x0, x1]] = True


@lru_cache(maxsize=4096)
def _style(upper: int, lower: int, frame: Colour) -> Any:
    """Return the rich Style of a half block. The halves are greys 0–31, or -1 for the frame's colour."""
    from rich.color import Color
    from rich.style import Style

    halves = (frame if level < 0 else (level * 8 + 4,) * 3 for level in (upper, lower))
    front, back = (Color.from_rgb(*colour) for colour in halves)
    return Style(color=front, bgcolor=back)
