"""The handshapes with which J and Z are drawn: a stroke counts only if its handshape was seen shortly before its end.

The network of J and Z sees the angles of the fingers, yet a C that is carried down and up may look like a J to it. The
letters that the station reads meanwhile say C. On traces of eight people of dev, each seen in three ways, the limits
below lose one of 687 J and Z that were read, all nine false letters, and all twelve Z drawn with another handshape.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

HANDSHAPES = {"J": ("I",), "Z": ("D", "X", "G")}
"""Static letters with whose handshape each letter is drawn."""
MIN_SEEN = {"J": 0.1, "Z": 0.05}
"""Probability that these letters must have had together in one frame at least. A moving hand is blurred and turned, so
the limits are low."""
RECENT_S = 2.0
"""Seconds before the end of a stroke in which its handshape must have been seen; long strokes last about as long."""


def handshapes(p: NDArray[np.float32], labels: Sequence[str]) -> dict[str, float]:
    """Return the probability of the handshape of J and of Z, by probabilities p (n,) of the labels."""
    return {letter: sum([float(p[place]) for place in places]) for letter, places in _places(tuple(labels)).items()}


@lru_cache(maxsize=8)
def _places(labels: tuple[str, ...]) -> dict[str, list[int]]:
    """Return where the handshapes of J and of Z are among the labels."""
    return {letter: [labels.index(each) for each in some if each in labels] for letter, some in HANDSHAPES.items()}


class RecentHandshapes:
    """Remembers the handshapes of the last RECENT_S seconds. Pure: time comes with the frames."""

    def __init__(self) -> None:
        """Start without any."""
        self._seen: deque[tuple[float, Mapping[str, float]]] = deque()

    def add(self, t: float, seen: Mapping[str, float]) -> None:
        """Take the handshapes of the frame at time t, seconds, not decreasing; see `handshapes`."""
        self._seen.append((t, seen))
        while self._seen[0][0] < t - RECENT_S:
            self._seen.popleft()

    def __contains__(self, letter: object) -> bool:
        """Return whether the handshape of a letter was seen, J or Z; True if handshapes are not known at all."""
        limit = MIN_SEEN[str(letter)]
        return not self._seen or any(each[str(letter)] >= limit for _, each in self._seen)
