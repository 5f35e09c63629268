"""The fingers that differ from the prompt's handshape, marked in a picture of a hand."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PIL import Image, ImageDraw

from device.recognition.hand_topology import FINGERS
from device.view import FINGER_NAMES, Finger

Colour = tuple[int, int, int]
RIM = (20, 20, 20)


def marked_points(landmarks: NDArray[Any], off: Sequence[Finger]) -> list[list[tuple[float, float]]]:
    """Return the points of each marked finger from its root to its tip, in the unit of the landmarks (21, 2)."""
    chains = []
    for name in off:
        first, last = FINGERS[FINGER_NAMES.index(name)]
        chains.append([(float(x), float(y)) for x, y in landmarks[first : last + 1]])
    return chains


def draw_marks(image: Image.Image, landmarks: NDArray[Any], off: Sequence[Finger], thick: int, colour: Colour) -> None:
    """Draw a line along each marked finger, with a ring around its tip.

    Args:
        image: to draw on, in place.
        landmarks: (21, 2) in its pixels.
        off: fingers to mark.
        thick: width of the line, pixels.
        colour: of the line; its rim is dark, so that it is seen on every skin.
    """
    pen = ImageDraw.Draw(image)
    for points in marked_points(landmarks, off):
        x, y = points[-1]
        radius = 2 * thick
        for width, ink in ((2 * thick, RIM), (thick, colour)):
            pen.line(points, fill=ink, width=width, joint="curve")
            reach = radius + (width - thick) // 2
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=ink, width=width)
