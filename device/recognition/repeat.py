"""Is a letter signed a second time? Only if something happened to the hand in between.

A hand held still is one letter however long it stays and however the reader wavers. It is another one after the hand
was away, after it was opened or made another handshape, or after it slid aside and came to rest: what signers do
between the two Ls of HELLO. Pure: times come with the frames.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import palm_length
from device.recognition.hand_topology import FINGERS, PALM
from device.types import HandBox, Scores

AWAY_S = 0.4  # a hand is away after this long; shorter gaps are frames in which it was not found
OTHER_SHAPE_P = 0.25  # probability of the letter below which a frame shows another handshape
CHANGE_S = 0.15  # of another handshape where the hand's points have moved as well, …
CHANGE_UNTRACKED_S = 0.3  # … and where no points are known: readers waver about a hand that is held still
TIP_MOVE = 0.3  # palm lengths the fingertips must have moved; the points of a hand at rest tremble by half of that

SLIDE_S = 0.65  # a slide and the rests before and after it
REST_S = 0.15  # the hand lies still for so long before and after it
MIN_SLIDE = 0.2  # palm lengths: how far it slides at least
REST_SPEED = 0.5  # of the slide's mean speed: how fast a hand at rest may still be, so that a slow drift is none
SWAY_BACK = 0.25  # of the slide: who goes back so far before the letter has counted again has swayed
MAX_RESIZE = 0.25  # share by which the hand may look larger or smaller after it: it slides, it does not open
EPS = 1e-9  # rounding of times
PALM_OF_BOX = 0.6  # palm lengths in the longer side of a hand's box, open or closed


@dataclass(frozen=True)
class PalmPosition:
    """Where a hand is: the middle, and the length of its palm, both as fractions of the frame's width."""

    x: float
    palm: float


class SlideDetector:
    """Follows the hand's place.

    Attributes:
        x: where the newest slide ended, fraction of the frame's width.
        moved: how far it went, to the right of the picture.
    """

    def __init__(self) -> None:
        """Nothing was seen before."""
        self._past: deque[tuple[float, float, float]] = deque()
        self.x = self.moved = 0.0

    def update(self, t: float, place: PalmPosition | None) -> bool:
        """Take the next frame; True when the hand has just slid aside and now rests."""
        if place is None:
            self._past.clear()
            return False
        self._past.append((t, place.x, place.palm))
        while self._past[0][0] < t - SLIDE_S - EPS:
            self._past.popleft()
        before = np.array([entry for entry in self._past if entry[0] <= t - SLIDE_S + REST_S + EPS])
        after = np.array([entry for entry in self._past if entry[0] >= t - REST_S - EPS])
        if min(len(before), len(after)) < 2:
            return False
        palm = float(np.median(after[:, 2]))
        x = float(np.median(after[:, 1]))
        moved = x - float(np.median(before[:, 1]))
        calm = max(_speed(before), _speed(after)) <= REST_SPEED * abs(moved) / (SLIDE_S - REST_S)
        same = abs(palm - float(np.median(before[:, 2]))) <= MAX_RESIZE * palm
        if not (calm and same and abs(moved) >= MIN_SLIDE * palm):
            return False
        self.x, self.moved = x, moved
        return True


def _speed(rest: NDArray[np.float64]) -> float:
    """Fraction of the frame's width a second, of places (n, 3)."""
    return float(np.ptp(rest[:, 1]) / max(np.ptp(rest[:, 0]), EPS))


class RepeatDetector:
    """Watches a hand whose letter has counted.

    Attributes:
        letter: that counted last and is still there; None when any letter would count.
    """

    def __init__(self, labels: tuple[str, ...]) -> None:
        """Nothing has counted; `labels` are the classes in the order of Scores.p."""
        self._index = {label: i for i, label in enumerate(labels)}
        self._slide = SlideDetector()
        self.letter: str | None = None
        self._slid: str | None = None  # the letter that slid aside, until it has counted again
        self._shape: NDArray[np.float64] | None = None
        self._away_s = self._changed_s = 0.0
        self._counted_t = 0.0

    def count(self, letter: str, scores: Scores) -> None:
        """The letter has counted with this frame."""
        self.letter, self._slid = letter, None
        self._shape, self._counted_t = shape_of(scores.landmarks), scores.t
        self._away_s = self._changed_s = 0.0

    def update(self, gap: float, scores: Scores) -> Literal["slid", "changed"] | None:
        """Take the next frame, which speaks for `gap` seconds.

        Returns:
            With the frame from which on the letter that counted may count again: whether the hand slid aside with it,
            or has let go of it. None with all others.
        """
        place = palm_position(scores.box, scores.landmarks)
        slid = self._slide.update(scores.t, place)
        if self.letter is None:
            self._swing_back(place)
            return None
        self._away_s = self._away_s + gap if scores.box is None else 0.0
        if scores.box is not None:
            self._changed_s = self._changed_s + gap if self._changed(scores) else 0.0
        needed = CHANGE_UNTRACKED_S if self._shape is None else CHANGE_S
        slid = slid and scores.t - self._counted_t >= SLIDE_S - REST_S  # what led to the letter is no slide of it
        if not slid and self._away_s < AWAY_S - EPS and self._changed_s < needed - EPS:
            return None
        self._slid, self.letter = (self.letter if slid else None), None
        return "slid" if slid else "changed"

    def _swing_back(self, place: PalmPosition | None) -> None:
        """A hand that goes back where it came from has swayed: its letter has counted already."""
        if self._slid is not None and place is not None:
            back = (self._slide.x - place.x) * np.sign(self._slide.moved)
            if back > SWAY_BACK * abs(self._slide.moved):
                self.letter, self._slid = self._slid, None

    def _changed(self, scores: Scores) -> bool:
        assert self.letter is not None
        if scores.p[self._index[self.letter]] >= OTHER_SHAPE_P:
            return False
        shape = shape_of(scores.landmarks)
        if shape is None or self._shape is None:
            return True
        return float(np.linalg.norm(shape - self._shape, axis=1).mean()) >= TIP_MOVE


def palm_position(box: HandBox | None, points: NDArray[np.float32] | None) -> PalmPosition | None:
    """The palm's place by the hand's points, by its box where there are none; None without a hand."""
    if box is None:
        return None
    if points is None:
        return PalmPosition((box.x0 + box.x1) / 2, max(box.x1 - box.x0, box.y1 - box.y0, EPS) * PALM_OF_BOX)
    return PalmPosition(float(points[list(PALM), 0].mean()), max(float(palm_length(points)), EPS))


def shape_of(points: NDArray[np.float32] | None) -> NDArray[np.float64] | None:
    """Where the five fingertips are, (5, 2), from the palm's middle, in lengths of the palm; None without points."""
    if points is None:
        return None
    tips = points[[tip for _, tip in FINGERS]] - points[list(PALM)].mean(axis=0)
    return np.asarray(tips, np.float64) / max(float(palm_length(points)), EPS)
