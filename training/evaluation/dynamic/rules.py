"""J and Z by rules, as a reference for the network.

J: an I (little finger out, the others in) whose fingertip sinks, then goes on to the thumb's side and rises again.
Z: an index finger (out, the three below it in) whose tip goes back and forth: two turns, and it ends lower.
Distances are in hand sizes. The path of the fingertip over the last PATH_S seconds is examined.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.features import FEATURE_NAMES, LONG_STEP_S, SPEED
from device.recognition.dynamic.network import CLASSES

PATH_S = 2.0
OUT = 1.25  # a finger is stretched if it is this many times as long as each of the others
SHAPE_SHARE = 0.35  # of the path in which the handshape must be visible; it is hidden while the hand turns
SINK, HOOK = 0.8, 0.6  # of a J: how far down, and then how far across
STROKE, DOWN = 0.4, 0.15  # of a Z: each of the three strokes across, and how much lower the end lies
REST_S = 0.8  # after one, before the next

_STEP = FEATURE_NAMES.index("step")


class Rules:
    """Rules with the interface of device.recognition.dynamic.network.Network, so that all later steps are the same."""

    def __init__(self) -> None:
        """Start without history."""
        self.reset()

    def reset(self) -> None:
        """Discard the history."""
        self._t = 0.0
        self._quiet_until = 0.0
        self._done: tuple[str, float] | None = None
        self._tips = {"little": np.zeros(2), "index": np.zeros(2)}
        self._path: deque[tuple[float, NDArray[np.float64], NDArray[np.float64], bool, bool]] = deque()

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return class probabilities, float32 (classes,).

        Args:
            x: float32 (features,), of one frame.

        Returns:
            1 for “done” in the frame that completes a letter and for 0.3 s after it, else 1 for “none”.
        """
        seconds = float(x[_STEP]) * LONG_STEP_S
        self._t += seconds
        for tip in ("little", "index"):
            share = np.array([x[FEATURE_NAMES.index(f"{tip} tip velocity {axis}")] for axis in "xy"], float)
            velocity = SPEED * share / (1 - np.minimum(np.abs(share), 0.99))
            self._tips[tip] = self._tips[tip] + velocity * seconds
        length = {f: float(x[FEATURE_NAMES.index(f"{f} length")]) for f in ("index", "middle", "ring", "little")}
        is_i = length["little"] > OUT * max(length["index"], length["middle"], length["ring"])
        is_index = length["index"] > OUT * max(length["middle"], length["ring"], length["little"])
        self._path.append((self._t, self._tips["little"], self._tips["index"], is_i, is_index))
        while self._path[0][0] < self._t - PATH_S:
            self._path.popleft()
        p = np.zeros(len(CLASSES), np.float32)
        letter = self._completed() if self._t >= self._quiet_until else None
        if letter:
            self._quiet_until = self._t + REST_S
            self._done = (letter, self._t + 0.3)
            self._path.clear()
        if self._done and self._t <= self._done[1]:
            p[CLASSES.index(f"{self._done[0]} done")] = 1
        else:
            p[0] = 1
        return p

    def _completed(self) -> str | None:
        if len(self._path) < 4:
            return None
        _, little, index, is_i, is_index = (np.array(column) for column in zip(*self._path, strict=True))
        if is_i.mean() >= SHAPE_SHARE and _is_j(little):
            return "J"
        if is_index.mean() >= SHAPE_SHARE and _is_z(index):
            return "Z"
        return None


def _is_j(tip: NDArray[np.float64]) -> bool:
    """Return whether the tip sinks by SINK, then moves across by HOOK and no longer sinks."""
    low = int(tip[:, 1].argmax())
    sunk = tip[low, 1] - tip[: low + 1, 1].min()
    across = tip[-1, 0] - tip[: low + 1, 0].min()
    return bool(sunk >= SINK and across >= HOOK and tip[-1, 1] < tip[low, 1] - 0.1)


def _is_z(tip: NDArray[np.float64]) -> bool:
    """Return whether the tip moves left, right and left, each by STROKE, and ends lower by DOWN."""
    x, y = tip[:, 0], tip[:, 1]
    last = len(x) - 1
    for second in range(last - 1, 1, -1):
        if x[second] - x[last] < STROKE or x[second] < x[second:].max():
            continue
        for first in range(second - 1, 0, -1):
            if x[second] - x[first] >= STROKE and x[: first + 1].max() - x[first] >= STROKE:
                begin = int(x[: first + 1].argmax())
                return bool(y[last] - y[begin] >= DOWN)
        return False
    return False
