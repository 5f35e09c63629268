"""Drawn letters, which the tiny test model recognizes instead of hands.

`draw("B", 28)` is a bright B on a dark uneven ground, as large as the picture. Paste it (at any size, e.g.
200×200) into a frame's guide box and the tiny model recognizes B; in a plain picture it recognizes nothing.
"""

import cv2
import numpy as np

from device.types import Pixels

LETTERS = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
FONT = cv2.FONT_HERSHEY_DUPLEX


def draw(letter: str, size: int = 28, *, ink: int = 230, ground: int = 60) -> Pixels:
    """Return one letter, uint8 (size, size), always the same bytes; drawn large and shrunk for smooth edges."""
    large = 256
    picture = np.full((large, large), ground, np.uint8)
    # A gentle slope of light, so that the ground is not one value.
    picture += np.linspace(0, 30, large).astype(np.uint8)[:, None]
    (width, height), _ = cv2.getTextSize(letter, FONT, 7.5, 26)
    cv2.putText(picture, letter, ((large - width) // 2, (large + height) // 2), FONT, 7.5, ink, 26, cv2.LINE_8)
    return cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)


def plain(size: int = 28, value: int = 90) -> Pixels:
    """Return a plain picture, uint8 (size, size)."""
    return np.full((size, size), value, np.uint8)
