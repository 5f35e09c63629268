"""The fingers that are marked after a miss: the check of a hand in the mean of about half a second."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from device.recognition.hand_topology import LANDMARKS
from device.signing.finger_check import check_points, fingers_off, seen_bend, usual_view
from device.signing.finger_features import Array, in_palm_axes
from device.tutor.rules import STATUS_S
from device.types import Frame, Handedness, Scores
from device.view import FINGER_NAMES, Finger

MEMORY = 6
"""Newest frames over which landmarks are averaged: the landmark model's errors vary from frame to frame."""
MIN_FRAMES = 4
"""Frames before the first mark."""
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


class NamedFinger:
    """The finger that the sentence of a miss names. Marks follow the hand; a sentence stays long enough to be read.

    Attributes:
        fingers: the finger as it was when it was named; empty for none.
    """

    def __init__(self) -> None:
        """Begin without a miss."""
        self.fingers: tuple[FingerOff, ...] = ()
        self._miss: tuple[str, str | None] | None = None
        self._since = 0.0

    def see(self, t: float, miss: tuple[str, str | None] | None, off: tuple[FingerOff, ...]) -> None:
        """Take the marked fingers of the frame at time t (s), the clearest first.

        Args:
            t: time of the frame.
            miss: letter that is asked for, and the one that was seen; None while there is no miss.
            off: fingers that are marked.
        """
        if miss != self._miss:
            self._miss, self.fingers = miss, ()
        if not off or any(each.finger == named.finger for each in off for named in self.fingers):
            return
        if not self.fingers or t - self._since >= STATUS_S:
            self.fingers, self._since = off[:1], t


class FingerMarks:
    """Follows the hand while one letter is asked for."""

    def __init__(self) -> None:
        """Begin without a letter."""
        self._asked: tuple[str, str | None] | None = None
        self._points: deque[Array] = deque(maxlen=MEMORY)
        self._without = 0
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
        points = None
        if scores.landmarks is not None and scores.landmarks.shape == (LANDMARKS, 2):
            height, width = frame.image.shape[:2]
            points = in_palm_axes(scores.landmarks * np.array([width, height]), hand)
        self._add(points if points is not None and usual_view(points, letter) else None)
        if len(self._points) >= MIN_FRAMES:
            self._mark(letter, rival)
        return tuple(FingerOff(finger, self._bend(finger)) for finger in self._marked)

    def _add(self, points: Array | None) -> None:
        """Take the hand of the newest frame; None for no hand or an unusual view."""
        self._without = self._without + 1 if points is None else 0
        if points is not None:
            self._points.append(points)
        elif self._without >= FORGOTTEN:
            self._forget()

    def _mark(self, letter: str, rival: str | None) -> None:
        check = check_points(np.mean(self._points, axis=0), letter, rival)
        if check is not None:
            limit = np.array([STAYS if finger in self._marked else 1.0 for finger in FINGER_NAMES])
            self._marked = fingers_off(check.evidence, limit)
            self._straightness = check.straightness

    def _bend(self, finger: Finger) -> str:
        return seen_bend(float(self._straightness[FINGER_NAMES.index(finger)]))

    def _forget(self) -> None:
        self._points.clear()
        self._without, self._marked = 0, ()
