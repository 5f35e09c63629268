"""The few types that flow from the camera to the display."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Handedness = Literal["left", "right"]


@dataclass(frozen=True)
class Frame:
    """One picture as the camera gave it, never mirrored.

    Attributes:
        image: uint8, (height, width) grey or (height, width, 3) BGR.
        t: capture time in seconds on the monotonic clock (on the clip's own clock without real time).
        index: running number, from 0; gaps mean frames nobody had time for.
        truth: what is signed in this frame where the camera knows it (a labelled clip), else None.
    """

    image: Pixels
    t: float
    index: int = 0
    truth: str | None = None


@dataclass(frozen=True)
class HandBox:
    """Where the hand is, as fractions (0–1) of the frame's width and height.

    Attributes:
        hand: anatomical side, None where unknown.
        score: how sure the finder is, 0–1; 1 for a guide box, which is a given.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    hand: Handedness | None = None
    score: float = 1.0


@dataclass(frozen=True)
class Scores:
    """What one frame says, before any smoothing.

    Attributes:
        t: time of the frame, seconds.
        labels: the model's classes, in the order of `p`.
        p: float32 (len(labels),), probabilities.
        box: the hand that was read, None when no hand was found (then `p` is all zeros).
        points: float32 (21, 2), the hand's points as fractions of the frame, where the path finds them; wrist, then
            four from the palm out for thumb, index, middle, ring and little finger.
        performed: "J" or "Z" where this frame completes its movement; while the hand stays as it ended, `p` goes on
            saying that letter. None in all other frames.
    """

    t: float
    labels: tuple[str, ...]
    p: NDArray[np.float32]
    box: HandBox | None
    points: NDArray[np.float32] | None = None
    performed: str | None = None

    def top(self, k: int) -> list[tuple[str, float]]:
        """The k likeliest labels with their probabilities, best first."""
        order = np.argsort(-self.p, kind="stable")[:k]
        return [(self.labels[i], float(self.p[i])) for i in order]


@dataclass(frozen=True)
class Reading:
    """What the last half second says: the smoothed answer.

    Attributes:
        t: time of the newest frame, seconds.
        letter: the letter to show, None while there is none.
        confidence: smoothed probability of `letter` (0 when None).
        confirmed: True once `letter` was held long enough to count as signed.
        hold: share of the hold already done, 0–1.
        hand: a hand is in view.
        fresh: with this frame the letter has counted: once for each time it was signed.
    """

    t: float
    letter: str | None
    confidence: float
    confirmed: bool
    hold: float
    hand: bool
    fresh: bool = False
