"""The hand's track → what the motion network sees of it, frame by frame. The one definition, for station and training.

Everything is measured in hand sizes and seconds, so neither the camera's resolution, nor the distance, nor the
frame rate matters; a frame without a hand is simply left out, the next one then has a longer step. Left hands are
mirrored here and nowhere else. All of it also works on many tracks at once (any leading dimensions).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

WRIST, KNUCKLES = 0, (5, 9, 13, 17)
INDEX_TIP, LITTLE_TIP = 8, 20
FINGERS = ((2, 4), (5, 8), (9, 12), (13, 16), (17, 20))  # root and tip, thumb to little finger
PALM = (WRIST, *KNUCKLES)

FRONT = 1.2  # √(length² + width²) of a palm seen from the front, when wrist to middle knuckle is 1
SIZE_RISE_S, SIZE_FALL_S = 0.15, 1.5  # a palm that turns aside looks small for a moment and is not
SPEED = 5.0  # hand sizes a second at which a velocity feature is half of its limit: a brisk stroke
QUICK_S, SLOW_S = 0.25, 0.8  # memories a tip is compared with: a stroke ago, a letter ago
SIDE_S = 3.0  # a vote this long decides left or right: the back of a hand in a J looks like the other hand's palm
SIDE_SOON_S = 0.2  # at first the vote is as long as the hand is in view, but not shorter than this
SIDE_MARGIN = 0.3  # vote needed to change sides
LONG_STEP_S = 0.2  # a step longer than this looks like this to the network
AGE_S = 1.0

NAMES = (
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
"""What each feature is, in order; all lie about within −1 … 1."""


class MotionFeatures:
    """Follows tracks from their first frame.

    Attributes:
        side: 1 right, −1 left: the side the points were last mirrored by.
        size: hand size in pixels: wrist to middle knuckle of an upright palm.
        speed: of the fastest of palm, little and index tip, hand sizes a second.
    """

    def __init__(self) -> None:
        """Nothing seen yet."""
        self._t: Array | None = None

    def update(self, t: Any, points: NDArray[Any], right: Any) -> NDArray[np.float32]:
        """Take the next frame of each track.

        Args:
            t: (…,) seconds, growing.
            points: (…, 21, 2) pixels, x to the right, y down, never mirrored.
            right: (…,) how sure it is a right hand: 1 right, −1 left, 0 unknown.

        Returns:
            float32 (…, len(NAMES)).
        """
        t, points, right = (np.asarray(value, np.float64) for value in (t, points, right))
        first = self._t is None
        step = np.zeros_like(t) if self._t is None else np.maximum(t - self._t, 1e-3)
        if self._t is None:
            self._begin = t
            self._vote, self.side = right, np.where(right < 0, -1.0, 1.0)
        self._t = t
        self._choose_side(t, right, step)
        points = points * np.stack([self.side, np.ones_like(self.side)], -1)[..., None, :]
        self._measure(points, step, first)
        size = self.size[..., None]
        tracked = np.stack([points[..., PALM, :].mean(-2), points[..., LITTLE_TIP, :], points[..., INDEX_TIP, :]], -2)
        if first:
            self._last, self._quick, self._slow = tracked, tracked, tracked
        velocity = np.zeros_like(tracked)
        if not first:
            velocity = (tracked - self._last) / step[..., None, None] / size[..., None]
        self._last = tracked
        self._quick = self._quick + _share(step, QUICK_S)[..., None, None] * (tracked - self._quick)
        self._slow = self._slow + _share(step, SLOW_S)[..., None, None] * (tracked - self._slow)
        self.speed = np.linalg.norm(velocity, axis=-1).max(-1)
        fingers = np.stack([points[..., tip, :] - points[..., root, :] for root, tip in FINGERS], -2)
        along = points[..., 9, :] - points[..., WRIST, :]
        across = points[..., 5, :] - points[..., 17, :]
        parts = [
            _flat(velocity / (SPEED + np.abs(velocity))),
            _flat((tracked - self._quick) / size[..., None]),
            _flat((tracked - self._slow) / size[..., None] / 2),
            along / size,
            across / size,
            fingers[..., 4, :] / size,
            fingers[..., 1, :] / size,
            np.linalg.norm(fingers, axis=-1) / size,
            np.minimum(step, LONG_STEP_S)[..., None] / LONG_STEP_S,
            np.minimum(t - self._begin, AGE_S)[..., None] / AGE_S,
        ]
        return np.clip(np.concatenate(parts, -1), -1.5, 1.5).astype(np.float32)

    def _choose_side(self, t: Array, right: Array, step: Array) -> None:
        length = np.clip(t - self._begin, SIDE_SOON_S, SIDE_S)
        self._vote = self._vote + _share(step, length) * (right - self._vote)
        other = self._vote * self.side < -SIDE_MARGIN
        if not other.any():
            return
        self.side = np.where(other, -self.side, self.side)
        mirror = np.stack([np.where(other, -1.0, 1.0), np.ones_like(self.side)], -1)[..., None, :]
        for name in ("_last", "_quick", "_slow"):  # what was remembered was seen by the other side
            setattr(self, name, getattr(self, name) * mirror)

    def _measure(self, points: Array, step: Array, first: bool) -> None:
        length = np.linalg.norm(points[..., KNUCKLES, :] - points[..., WRIST, None, :], axis=-1).mean(-1)
        width = np.linalg.norm(points[..., 5, :] - points[..., 17, :], axis=-1)
        now = np.maximum(np.hypot(length, width) / FRONT, 1.0)
        if first:
            self.size = now
        pace = np.where(now > self.size, SIZE_RISE_S, SIZE_FALL_S)
        self.size = self.size + _share(step, pace) * (now - self.size)


def _share(step: Array, seconds: Any) -> Array:
    """Of the way to go in one step, for a memory that fades within so many seconds."""
    return 1 - np.exp(-step / seconds)


def _flat(values: Array) -> Array:
    return values.reshape(*values.shape[:-2], -1)
