"""Whether a picture has changed since a hand was last searched in it. Pure.

A place without a hand shows the same picture for hours. A hand that comes in changes it, so the same picture need not
be searched again and again.
"""

from typing import cast

import cv2

from device.recognition.preprocess import grey
from device.types import Pixels

CELLS = (40, 30)  # of the small pictures that are compared: a cell is as wide as a finger of a hand that can be read

CHANGE = 6.0
"""Grey levels by which a cell must differ. In bursts, half of the cells of two frames 0.2 s apart differ by 1 or less;
the cells of a hand that is held still differ by more than 6 in all bursts but those that are one picture, repeated, and
in half of the bursts by more than 25."""


class PictureChange:
    """Compares pictures with the one that was searched last."""

    def __init__(self) -> None:
        """Start without a picture."""
        self._searched: Pixels | None = None

    def keep(self, image: Pixels) -> None:
        """Remember a picture, uint8 (h, w) or (h, w, 3) BGR, that is searched now."""
        self._searched = _small(image)

    def forget(self) -> None:
        """Take the next picture for another one."""
        self._searched = None

    def changed(self, image: Pixels) -> bool:
        """Return whether any part differs from the picture that was kept; True if none was."""
        return self._searched is None or cv2.norm(_small(image), self._searched, cv2.NORM_INF) >= CHANGE


def _small(image: Pixels) -> Pixels:
    """Return the mean of each cell."""
    return cast(Pixels, cv2.resize(grey(image), CELLS, interpolation=cv2.INTER_AREA))
