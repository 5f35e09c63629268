"""The hand after a J or Z: the letter ends when the hand goes on to another one. Pure: time comes with the frames.

The pose in which a stroke ends is known a quarter of a second later only (`decisions.SETTLE_S`). A quick speller shows
the next letter by then, and that letter would be taken for the pose of the J.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.handshape import HANDSHAPES
from device.recognition.presence import EPS_S

NEXT_S = 0.1  # for which another letter is read surely in every frame, before it is the next one


def sure_letter(p: NDArray[np.float32], labels: Sequence[str], sure: float) -> str | None:
    """Return the letter that is read surely in a frame, None for none.

    Args:
        p: (n,), probabilities of the labels.
        labels: in their order.
        sure: minimum probability, 0–1.
    """
    best = int(p.argmax())
    return labels[best] if p[best] >= sure and len(labels[best]) == 1 else None


class AfterStroke:
    """Follows the letters that are read after a stroke."""

    def __init__(self) -> None:
        """Start without a stroke."""
        self._own: set[str] = set()
        self._since: tuple[str, float] | None = None

    def begin(self, stroke: str, letter: str | None) -> None:
        """Begin after a stroke, J or Z; `letter` is the static letter that is read surely in its last frame."""
        self._own = {*HANDSHAPES[stroke], *([letter] if letter else [])}
        self._since = None

    def gone_on(self, t: float, letter: str | None) -> bool:
        """Take the next frame and return whether the hand shows the next letter.

        Args:
            t: seconds, not decreasing.
            letter: that is read surely in this frame, None for none.
        """
        if letter is None or letter in self._own:
            self._since = None
            return False
        if self._since is None or self._since[0] != letter:
            self._since = letter, t
        return t - self._since[1] >= NEXT_S - EPS_S
