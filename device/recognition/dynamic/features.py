"""Features of a hand's movement, frame by frame: the input of the dynamic-letter model, for device and training.

All lengths are in hand sizes and all times in seconds, so that the camera's resolution, the distance and the frame
rate do not matter. Frames without a hand are left out; the next frame then has a longer step. Left hands are mirrored
here and nowhere else. All functions also work on many tracks at once (any leading dimensions).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import palm_length
from device.recognition.hand_topology import (
    FINGERS,
    INDEX_KNUCKLE,
    INDEX_TIP,
    LANDMARKS,
    LITTLE_KNUCKLE,
    LITTLE_TIP,
    MIDDLE_KNUCKLE,
    PALM,
    WRIST,
)

Array = NDArray[np.float64]

SIZE_RISE_S, SIZE_FALL_S = 0.15, 1.5  # time constants: a palm that turns aside looks smaller for a moment only
SPEED = 5.0  # hand sizes per second at which a velocity feature is half of its limit: a brisk stroke
QUICK_S, SLOW_S = 0.25, 0.8  # time constants of the averages a tip is compared with: a stroke ago, a letter ago
SIDE_S = 3.0  # time constant of the vote on handedness: the back of a hand in a J resembles the other hand's palm
SIDE_SOON_S = 0.2  # at first, that time constant is the time the hand has been in view, but no less than this
SIDE_MARGIN = 0.3  # vote that is needed to change sides, 0–1
LONG_STEP_S = 0.2  # longer steps are clipped to this
AGE_S = 1.0  # longer tracks are clipped to this

FEATURE_NAMES = (
    *(f"{part} velocity {axis}" for part in ("palm", "little tip", "index tip") for axis in "xy"),
    *(
        f"{part} from {when} {axis}"
        for when in ("quick", "slow")
        for part in ("palm", "little tip", "index tip")
        for axis in "xy"
    ),
    *(f"{what} {axis}" for what in ("palm along", "palm across", "little finger", "index finger") for axis in "xy"),
    *(f"{finger} length" for finger in ("thumb", "index", "middle", "ring", "little")),
    "step",
    "age",
)
"""Names of the features, in order; all values lie about within −1 … 1."""

_TIPS = (LITTLE_TIP, INDEX_TIP)
_LINES = (
    (WRIST, MIDDLE_KNUCKLE),
    (LITTLE_KNUCKLE, INDEX_KNUCKLE),
    FINGERS[4],
    FINGERS[1],
    *FINGERS,
)
"""(from, to) of the lines that are features: palm along and across, little and index finger; then all fingers."""


def _places() -> Array:
    """Return the matrix from landmarks to palm, tips and _LINES: one small product gathers them all."""
    joints = np.eye(LANDMARKS)
    palm = joints[list(PALM)].mean(0)
    return np.stack([palm, *(joints[tip] for tip in _TIPS), *(joints[end] - joints[begin] for begin, end in _LINES)])


_PLACES = _places()
_SPANS = np.array([QUICK_S, SLOW_S])[:, None, None]
_DOUBLE = np.array([1.0, 2.0])[:, None, None]  # a letter ago the tips were farther away


class MotionFeatures:
    """Computes the features of tracks from their first frame on.

    Attributes:
        side: (…,) 1 right, −1 left: handedness by which the landmarks were last mirrored.
        size: (…,) hand size in pixels, smoothed: from wrist to middle knuckle of a palm seen from the front.
        speed: (…,) of the fastest of palm, little fingertip and index fingertip, hand sizes per second.
    """

    def __init__(self) -> None:
        """Start before the first frame."""
        self._t: Array | None = None

    def update(self, t: Any, landmarks: NDArray[Any], right: Any) -> NDArray[np.float32]:
        """Take the next frame of each track.

        Args:
            t: (…,) seconds, increasing.
            landmarks: (…, 21, 2) pixels, x to the right, y down, never mirrored.
            right: (…,) handedness: 1 right, −1 left, 0 unknown, or values between for less certainty.

        Returns:
            float32 (…, len(FEATURE_NAMES)).
        """
        t, right = np.asarray(t, np.float64), np.asarray(right, np.float64)
        landmarks = np.asarray(landmarks, np.float64)
        first = self._t is None
        step = np.zeros_like(t) if self._t is None else np.maximum(t - self._t, 1e-3)
        if self._t is None:
            self._begin = t
            self._vote, self.side = right, np.where(right < 0, -1.0, 1.0)
        self._t = t
        self._choose_side(t, right, step)
        self._measure(landmarks, step, first)
        places = _PLACES @ landmarks
        places[..., 0] *= self.side[..., None]
        tracked, lines = places[..., None, :3, :], places[..., 3:, :]
        size = self.size[..., None, None]
        if first:
            self._last, self._averages = tracked, np.repeat(tracked, 2, -3)
        velocity = (tracked - self._last) / (np.maximum(step, 1e-3)[..., None, None] * size)[..., None]
        self._last = tracked
        away = tracked - self._averages
        moved = away * _decay(step[..., None, None, None], _SPANS)
        self._averages = self._averages + moved
        away -= moved
        self.speed = np.maximum.reduce(np.hypot(velocity[..., 0, :, 0], velocity[..., 0, :, 1]), -1)
        out = np.empty((*t.shape, len(FEATURE_NAMES)), np.float32)
        out[..., 0:6] = (velocity / (SPEED + np.abs(velocity))).reshape(*t.shape, 6)
        out[..., 6:18] = (away / (size[..., None] * _DOUBLE)).reshape(*t.shape, 12)
        lines /= size
        out[..., 18:26] = lines[..., :4, :].reshape(*t.shape, 8)
        out[..., 26:31] = np.hypot(lines[..., 4:, 0], lines[..., 4:, 1])
        out[..., 31] = np.minimum(step, LONG_STEP_S) / LONG_STEP_S
        out[..., 32] = np.minimum(t - self._begin, AGE_S) / AGE_S
        return np.minimum(np.maximum(out, -1.5, out=out), 1.5, out=out)

    def _choose_side(self, t: Array, right: Array, step: Array) -> None:
        length = np.minimum(np.maximum(t - self._begin, SIDE_SOON_S), SIDE_S)
        self._vote = self._vote + _decay(step, length) * (right - self._vote)
        other = self._vote * self.side < -SIDE_MARGIN
        if not other.any():
            return
        self.side = np.where(other, -self.side, self.side)
        mirror = np.stack([np.where(other, -1.0, 1.0), np.ones_like(self.side)], -1)[..., None, None, :]
        self._last, self._averages = self._last * mirror, self._averages * mirror  # taken on the other side

    def _measure(self, landmarks: Array, step: Array, first: bool) -> None:
        now = np.maximum(palm_length(landmarks), 1.0)
        if first:
            self.size = now
        constant = np.where(now > self.size, SIZE_RISE_S, SIZE_FALL_S)
        self.size = self.size + _decay(step, constant) * (now - self.size)


def _decay(step: Array, seconds: Any) -> Array:
    """Return the fraction by which an exponential average with this time constant moves in one step."""
    return np.asarray(1 - np.exp(-step / seconds))
