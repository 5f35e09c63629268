"""The fingers that are marked after a miss: the check of each frame, steadied over about half a second."""

from dataclasses import dataclass

import numpy as np

from device.recognition.hand_topology import LANDMARKS
from device.signing.finger_check import HandCheck, check_hand, fingers_off, seen_bend
from device.signing.finger_features import Array
from device.types import Frame, Handedness, Scores
from device.view import FINGER_NAMES, Finger

MEMORY = 6
"""Number of frames over which evidence is averaged."""
MIN_FRAMES = 4
"""Frames before the first mark."""
MOST = 3.0
"""Largest evidence of one frame: a corrected finger loses its mark within about half a second."""
STAYS = 0.8
"""Evidence down to which a mark stays; a new one needs 1."""
FORGOTTEN = 8
"""Frames in a row without a hand, or with an unusual view, after which everything is forgotten."""


@dataclass(frozen=True)
class FingerOff:
    """A finger that is marked, and how it is held.

    Attributes:
        finger: its name.
        bend: how bent it looks; says nothing of a thumb.
    """

    finger: Finger
    bend: str


class FingerMarks:
    """Follows the hand while one letter is asked for."""

    def __init__(self) -> None:
        """Begin without a letter."""
        self._asked: tuple[str, str | None] | None = None
        self._frames = self._without = 0
        self._evidence: Array = np.zeros(len(FINGER_NAMES))
        self._straightness: Array = np.ones(len(FINGER_NAMES))
        self._marked: tuple[Finger, ...] = ()

    def see(
        self, frame: Frame, scores: Scores, hand: Handedness, letter: str | None, rival: str | None
    ) -> tuple[FingerOff, ...]:
        """Take the next frame and return the marked fingers, the clearest first.

        Args:
            frame: the image, for its size.
            scores: with landmarks.
            hand: side of the hand.
            letter: that is asked for; None while nothing is to be marked.
            rival: letter that was seen in its place, None if unknown.
        """
        if letter is None or (letter, rival) != self._asked:
            self._asked = None if letter is None else (letter, rival)
            self._forget()
        if letter is None:
            return ()
        check = None
        if scores.landmarks is not None and scores.landmarks.shape == (LANDMARKS, 2):
            height, width = frame.image.shape[:2]
            check = check_hand(scores.landmarks * np.array([width, height]), hand, letter, rival)
        self._average(check)
        if self._frames >= MIN_FRAMES:
            limit = np.array([STAYS if finger in self._marked else 1.0 for finger in FINGER_NAMES])
            self._marked = fingers_off(self._evidence, limit)
        return tuple(FingerOff(finger, self._bend(finger)) for finger in self._marked)

    def _average(self, check: HandCheck | None) -> None:
        if check is None:
            self._without += 1
            if self._without >= FORGOTTEN:
                self._forget()
            return
        self._without, self._frames = 0, self._frames + 1
        share = 1 / min(self._frames, MEMORY)
        self._evidence = self._evidence + share * (np.minimum(check.evidence, MOST) - self._evidence)
        self._straightness = self._straightness + share * (check.straightness - self._straightness)

    def _bend(self, finger: Finger) -> str:
        return seen_bend(float(self._straightness[FINGER_NAMES.index(finger)]))

    def _forget(self) -> None:
        self._frames = self._without = 0
        self._evidence, self._straightness = np.zeros(len(FINGER_NAMES)), np.ones(len(FINGER_NAMES))
        self._marked = ()
