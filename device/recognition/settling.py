"""Whether a hand has settled, and how fast a hold runs: faster while a still hand is read surely.

A hand on its way from one letter to the next passes through other letters. Its fingertips move, measured from the palm
and in palm lengths, so that a hand that is carried or trembles as a whole is still. A hold does not stop while the
hand moves: evidence comes half a second late, and a quick speller's hand is on its way again before the hold begins.
Pure: time comes with the frames.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import HandShape
from device.recognition.presence import EPS_S

LOOK_BACK_S = 0.15  # the fingertips are compared with those of this long ago
MOVING = (
    0.3  # palm lengths in that time, mean of the fingertips; 95 of 100 frames of held letters stay below half of it
)
SURE = 0.9  # probability of a letter in each frame of that time
SURE_RATE = 2.5  # a hold of 0.3 s then takes 0.12 s


class Settling:
    """Follows the fingertips of one hand, and how surely it is read.

    Attributes:
        still: the fingertips have not moved for LOOK_BACK_S; False where nothing is known.
    """

    def __init__(self) -> None:
        """Start without a hand."""
        self._past: deque[tuple[float, HandShape, NDArray[np.float32]]] = deque()
        self.still = False

    def update(self, t: float, p: NDArray[np.float32], shape: HandShape | None) -> None:
        """Take the next frame.

        Args:
            t: seconds, not decreasing.
            p: (labels,), probabilities.
            shape: of the hand; None without a hand or without landmarks.
        """
        if shape is None:
            self._past.clear()
            self.still = False
            return
        self._past.append((t, shape, p))
        while len(self._past) > 1 and self._past[1][0] <= t - LOOK_BACK_S + EPS_S:
            self._past.popleft()
        known = self._past[0][0] <= t - LOOK_BACK_S + EPS_S
        self.still = known and shape.tips_moved(self._past[0][1]) < MOVING

    def rate(self, label: int | None) -> float:
        """Return by how much faster than the clock the hold of a label runs; 1 where nothing is known."""
        sure = label is not None and self.still and all(p[label] >= SURE for _, _, p in self._past)
        return SURE_RATE if sure else 1.0
