"""The values that flow from the camera to the displays: Frame → Scores → Reading."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Handedness = Literal["left", "right"]


@dataclass(frozen=True)
class Frame:
    """One image of the camera, never mirrored.

    Attributes:
        image: uint8, (height, width) grey or (height, width, 3) BGR.
        t: capture time in seconds, on the monotonic clock; on the clip's own clock if it is not played in real time.
        index: sequence number from 0. Missing numbers are dropped frames.
        truth: letter that is signed in this frame if the source knows it (a labelled clip), else None.
    """

    image: Pixels
    t: float
    index: int = 0
    truth: str | None = None


@dataclass(frozen=True)
class HandBox:
    """Bounding box of a hand, as fractions (0–1) of the frame's width and height.

    Attributes:
        x0, y0, x1, y1: left, top, right and bottom edge; may lie outside of 0–1.
        hand: anatomical side, None if unknown.
        score: confidence that it holds a hand, 0–1; 1 for a fixed guide box.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    hand: Handedness | None = None
    score: float = 1.0


@dataclass(frozen=True)
class Scores:
    """Recognition result of one frame, before any smoothing.

    Attributes:
        t: time of the frame, seconds.
        labels: classes in the order of `p`.
        p: float32 (len(labels),), probabilities.
        box: the hand that was classified; None if no hand was found, then `p` is all zeros.
        landmarks: float32 (21, 2), x and y as fractions of the frame, in the order of `recognition.hand_topology`;
            None if the recognizer has none.
        completed_dynamic: "J" or "Z" in the one frame that completes its stroke, else None. In the frames after it,
            `p` stays on that letter as long as the hand keeps its final pose.
    """

    t: float
    labels: tuple[str, ...]
    p: NDArray[np.float32]
    box: HandBox | None
    landmarks: NDArray[np.float32] | None = None
    completed_dynamic: str | None = None

    def top(self, k: int) -> list[tuple[str, float]]:
        """Return the k most likely labels with their probabilities, the most likely first."""
        order = np.argsort(-self.p, kind="stable")[:k]
        return [(self.labels[i], float(self.p[i])) for i in order]


@dataclass(frozen=True)
class Reading:
    """Recognition result smoothed over about half a second.

    Attributes:
        t: time of the newest frame, seconds.
        letter: the letter to show, None if there is none.
        confidence: smoothed probability of `letter`, 0–1; 0 if it is None.
        confirmed: the letter has been held long enough to count as signed.
        hold: fraction of the required hold time that has passed, 0–1.
        hand: a hand is in view (debounced).
        fresh: this frame confirmed the letter. True once for each time the letter is signed.
    """

    t: float
    letter: str | None
    confidence: float
    confirmed: bool
    hold: float
    hand: bool
    fresh: bool = False
