"""Features of a hand's movement, frame by frame: the input of the dynamic-letter model, for device and training.

All lengths are in hand sizes and all times in seconds, so that the camera's resolution, the distance and the frame
rate do not matter. Frames without a hand are left out; the next frame then has a longer step. Left hands are mirrored
here and nowhere else. The same formulas work on one track with Python's own numbers, which is fast, and on many tracks
at once with arrays (any leading dimensions).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import joints_of, palm_of
from device.recognition.hand_topology import (
    FINGERS,
    INDEX_KNUCKLE,
    INDEX_TIP,
    LITTLE_KNUCKLE,
    LITTLE_TIP,
    MIDDLE_KNUCKLE,
    WRIST,
)

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

_LINES = ((WRIST, MIDDLE_KNUCKLE), (LITTLE_KNUCKLE, INDEX_KNUCKLE), FINGERS[4], FINGERS[1])
"""(from, to) of the lines that are features: palm along and across, little and index finger."""

_AVERAGES = ((QUICK_S, 1.0), (SLOW_S, 2.0))
"""Time constant and unit in hand sizes: a letter ago the tips were farther away."""


class MotionFeatures:
    """Computes the features of tracks from their first frame on.

    Attributes:
        side: (…,) 1 right, −1 left: handedness by which the landmarks were last mirrored.
        size: (…,) hand size in pixels, smoothed: from wrist to middle knuckle of a palm seen from the front.
        palm: (…,) its centre in pixels, a complex number, not mirrored.
    """

    def __init__(self) -> None:
        """Start before the first frame."""
        self._t: Any = None

    def update(self, t: Any, landmarks: NDArray[Any], right: Any) -> NDArray[np.float32]:
        """Take the next frame of each track.

        Args:
            t: (…,) seconds, increasing.
            landmarks: (…, 21, 2) pixels, x to the right, y down, never mirrored.
            right: (…,) handedness: 1 right, −1 left, 0 unknown, or values between for less certainty.

        Returns:
            float32 (…, len(FEATURE_NAMES)).
        """
        if landmarks.ndim == 2:
            t, right = float(t), float(right)
        else:
            t, right, landmarks = (np.asarray(each, np.float64) for each in (t, right, landmarks))
        joints = joints_of(landmarks)
        self.palm, length = palm_of(joints)
        first = self._t is None
        step = t * 0 if first else _larger(t - self._t, 1e-3)
        if first:
            self._begin, self._vote, self.side = t, right, _where(right < 0, -1.0, 1.0)
        self._t = t
        self._choose_side(t, right, step)
        self._measure(length, step, first)
        size, tracked = self.size, [self._mirrored(each) for each in (self.palm, joints[LITTLE_TIP], joints[INDEX_TIP])]
        if first:
            self._last, self._averages = tracked, [tracked, tracked]
        span = _larger(step, 1e-3) * size
        places = [_limited((now - before) / span) for now, before in zip(tracked, self._last, strict=True)]
        self._last = tracked
        for number, (seconds, unit) in enumerate(_AVERAGES):
            rate, length = _decay(step, seconds), size * unit
            averages = [
                before + rate * (now - before) for now, before in zip(tracked, self._averages[number], strict=True)
            ]
            self._averages[number] = averages
            places += [(now - average) / length for now, average in zip(tracked, averages, strict=True)]
        places += [self._mirrored(joints[end] - joints[begin]) / size for begin, end in _LINES]
        rest = [abs(joints[tip] - joints[root]) / size for root, tip in FINGERS]
        rest += [_smaller(step, LONG_STEP_S) / LONG_STEP_S, _smaller(t - self._begin, AGE_S) / AGE_S]
        x = np.empty((*landmarks.shape[:-2], len(FEATURE_NAMES)), np.float32)
        x[..., : 2 * len(places)] = _last_axis(places).view(np.float64)  # real and imaginary parts in turn
        x[..., 2 * len(places) :] = _last_axis(rest)
        return np.minimum(np.maximum(x, -1.5, out=x), 1.5, out=x)

    def _mirrored(self, place: Any) -> Any:
        """Return a place on the side of a right hand."""
        return place.real * self.side + 1j * place.imag

    def _choose_side(self, t: Any, right: Any, step: Any) -> None:
        length = _smaller(_larger(t - self._begin, SIDE_SOON_S), SIDE_S)
        self._vote = self._vote + _decay(step, length) * (right - self._vote)
        other = self._vote * self.side < -SIDE_MARGIN
        if not np.any(other):
            return
        self.side = _where(other, -self.side, self.side)
        # What is remembered was taken on the other side.
        self._last = [_where(other, -each.conjugate(), each) for each in self._last]
        self._averages = [[_where(other, -each.conjugate(), each) for each in some] for some in self._averages]

    def _measure(self, length: Any, step: Any, first: bool) -> None:
        now = _larger(length, 1.0)
        if first:
            self.size = now
        constant = _where(now > self.size, SIZE_RISE_S, SIZE_FALL_S)
        self.size = self.size + _decay(step, constant) * (now - self.size)


def _limited(velocity: Any) -> Any:
    """Return a velocity whose parts approach 1 as they grow."""
    x, y = velocity.real, velocity.imag
    return x / (SPEED + abs(x)) + 1j * (y / (SPEED + abs(y)))


def _last_axis(values: list[Any]) -> NDArray[Any]:
    """Return an array whose last axis are these numbers, or arrays of them."""
    return np.array(values) if isinstance(values[0], complex | float) else np.stack(values, -1)


def _decay(step: Any, seconds: Any) -> Any:
    """Return the fraction by which an exponential average with this time constant moves in one step."""
    return 1 - (math.exp(-step / seconds) if isinstance(step, float) else np.exp(-step / seconds))


def _larger(a: Any, b: float) -> Any:
    return max(a, b) if isinstance(a, float) else np.maximum(a, b)


def _smaller(a: Any, b: float) -> Any:
    return min(a, b) if isinstance(a, float) else np.minimum(a, b)


def _where(condition: Any, a: Any, b: Any) -> Any:
    return np.where(condition, a, b) if isinstance(condition, np.ndarray) else a if condition else b
