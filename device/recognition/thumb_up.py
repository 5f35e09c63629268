"""Notices a thumb that is put up and held: a learner's “yes” without a button. Pure: time comes with the frames."""

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import palm_length
from device.recognition.hand_topology import FINGERS, LANDMARKS
from device.types import Frame

HELD_S = 0.8  # a hand on its way to another handshape is shorter
LAPSE_S = 0.25  # a frame or two may miss the hand or the handshape
# Chosen on landmarks of the training people: 60 of 66 raised thumbs, 19 of 1,584 Y, one other letter, 22 other
# handshapes (21 of one kind). Of the people of `dev`: 12 of 12, 5 of 133 Y, no other letter; with the station's own
# landmarks 9 of 12, and none of 182 A, T and Y.
MIN_RISE = 0.4  # palm lengths from the highest other landmark up to the thumb's tip
MAX_TILT_DEG = 40.0  # of the thumb
MAX_FINGER = 0.6  # palm lengths from the knuckle of a closed finger to its tip
_THUMB = FINGERS[0]
_REST = [number for number in range(LANDMARKS) if not _THUMB[0] <= number <= _THUMB[1]]


def is_thumb_up(landmarks: NDArray[np.float32], width: int, height: int) -> bool:
    """Return whether a hand is a fist whose thumb points up.

    Args:
        landmarks: (21, 2), fractions of the frame.
        width, height: of the frame, pixels.
    """
    points = landmarks.astype(np.float64) * (width, height)
    palm = max(float(palm_length(points)), 1e-9)
    root, tip = points[_THUMB[0]], points[_THUMB[1]]
    rise = (points[_REST, 1].min() - tip[1]) / palm
    tilt = np.degrees(np.arctan2(abs(tip[0] - root[0]), root[1] - tip[1]))
    longest = max(float(np.hypot(*(points[end] - points[start]))) for start, end in FINGERS[1:]) / palm
    return bool(rise >= MIN_RISE and tilt <= MAX_TILT_DEG and longest <= MAX_FINGER)


class ThumbUp:
    """Waits for a thumb that is put up while a question is on: one that was up before is part of the sign."""

    def __init__(self) -> None:
        """Start without a question."""
        self._ready = False
        self._since: float | None = None
        self._seen = 0.0

    def answers(self, frame: Frame, landmarks: NDArray[np.float32] | None, asked: bool) -> bool:
        """Take the next frame; return whether it completes a held thumb.

        Args:
            frame: its time does not decrease.
            landmarks: (21, 2), fractions of the frame; None without a hand.
            asked: a question is on.
        """
        height, width = frame.image.shape[:2]
        up = asked and landmarks is not None and is_thumb_up(landmarks, width, height)
        return self.see(frame.t, asked, up)

    def see(self, t: float, asked: bool, up: bool) -> bool:
        """Take the next frame; return whether it completes a held thumb.

        Args:
            t: time of the frame, seconds, not decreasing.
            asked: a question is on.
            up: the frame shows a raised thumb.
        """
        if not asked:
            self._ready, self._since = False, None
            return False
        if not up:
            self._ready = True
            if self._since is not None and t - self._seen > LAPSE_S:
                self._since = None
            return False
        if not self._ready:
            return False
        self._since = t if self._since is None else self._since
        self._seen = t
        return t - self._since >= HELD_S
