"""Repeated letters: when may a letter that has counted count again? The only definition, for reading and lessons.

A hand that does not move counts as one letter, however long it is held and even if the recognized letter changes
briefly. The letter may count again after one of three events:

- the hand was absent;
- it made another handshape;
- it slid sideways and came to rest, as signers do between the two L of HELLO.

A hand that swings back from where it slid has swayed, which is no repetition. Pure: time comes with the frames.
"""

from collections import deque
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import HandShape
from device.recognition.presence import EPS_S
from device.types import HandBox

SLIDE_S = 0.65  # a slide, with the rests before and after it
REST_S = 0.15  # the hand is at rest for this long before and after
MIN_SLIDE = 0.2  # palm lengths; a shorter movement is no slide
REST_SPEED = 0.5  # of the slide's mean speed; a hand at rest is slower, so that a steady drift is no slide
SWAY_BACK = 0.25  # of the slide; if the hand returns this far before the letter counts again, it has swayed
MAX_RESIZE = 0.25  # a hand whose palm changes by more than this fraction opens or turns; it does not slide
PALM_OF_BOX = 0.6  # palm lengths in the longer side of a hand's box, for a hand without landmarks

OTHER_SHAPE_P = 0.25  # below this probability of the letter, a frame shows another handshape, …
TIP_MOVE = 0.3  # … if the fingertips have moved by this many palm lengths; landmarks of a still hand vary by half of it


@dataclass(frozen=True)
class RepeatRules:
    """Parameters of one mode.

    Attributes:
        change_s: seconds of another handshape after which the same letter may count again.
        uncertain_change_s: the same, if the change is less certain because the model may confuse the two handshapes,
            or because there are no landmarks.
        max_drift: palm lengths from where the letter counted that are taken for a slide at any speed; None for no
            limit.
        undo_sway: a slide is undone if the hand swings back.
    """

    change_s: float
    uncertain_change_s: float
    max_drift: float | None = None
    undo_sway: bool = False


@dataclass(frozen=True)
class PalmPosition:
    """Position of a hand.

    Attributes:
        x: centre of the palm, fraction of the frame's width.
        palm: length of the palm, in the same unit.
    """

    x: float
    palm: float


def palm_position(box: HandBox | None, shape: HandShape | None) -> PalmPosition | None:
    """Return the palm's position, estimated from the box if there are no landmarks; None without a hand.

    Args:
        box: of the hand, fractions of the frame.
        shape: of the hand, fractions of the frame.
    """
    if box is None:
        return None
    if shape is None:
        return PalmPosition((box.x0 + box.x1) / 2, max(box.x1 - box.x0, box.y1 - box.y0, EPS_S) * PALM_OF_BOX)
    return PalmPosition(shape.centre.real, shape.palm)


class SlideDetector:
    """Detects a sideways slide between two rests.

    Attributes:
        x: position at the end of the newest slide, fraction of the frame's width.
        moved: its length in the same unit, positive to the right of the image.
    """

    def __init__(self) -> None:
        """Start without a history."""
        self._past: deque[tuple[float, float, float]] = deque()
        self.x = self.moved = 0.0

    def update(self, t: float, position: PalmPosition | None) -> bool:
        """Add a frame.

        Args:
            t: capture time, seconds.
            position: of the palm; None without a hand, which clears the history.

        Returns:
            True in frames in which the hand rests after it moved sideways by at least MIN_SLIDE palm lengths within
            the last SLIDE_S seconds. `x` and `moved` then describe that movement.
        """
        if position is None:
            self._past.clear()
            return False
        self._past.append((t, position.x, position.palm))
        while self._past[0][0] < t - SLIDE_S - EPS_S:
            self._past.popleft()
        first_end, second_begin = t - SLIDE_S + REST_S + EPS_S, t - REST_S - EPS_S
        before = [entry for entry in self._past if entry[0] <= first_end]
        after = [entry for entry in self._past if entry[0] >= second_begin]
        if min(len(before), len(after)) < 2:
            return False
        palm, x = _middle(after, 2), _middle(after, 1)
        moved = x - _middle(before, 1)
        if abs(moved) < MIN_SLIDE * palm:  # of nearly every frame
            return False
        at_rest = max(_speed(before), _speed(after)) <= REST_SPEED * abs(moved) / (SLIDE_S - REST_S)
        same_size = abs(palm - _middle(before, 2)) <= MAX_RESIZE * palm
        if not (at_rest and same_size):
            return False
        self.x, self.moved = x, moved
        return True


_Entry = tuple[float, float, float]
"""Time, position and palm length of a hand."""


def _middle(entries: list[_Entry], field: int) -> float:
    """Return the median of one field."""
    values = sorted(entry[field] for entry in entries)  # few: the module `statistics` takes longer to load and to call
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _speed(rest: list[_Entry]) -> float:
    """Return the speed during a rest in fractions of the frame's width per second."""
    places = [entry[1] for entry in rest]
    return (max(places) - min(places)) / max(rest[-1][0] - rest[0][0], EPS_S)


class RepeatDetector:
    """Follows one hand after a letter has counted.

    Attributes:
        armed: the next letter counts, also if it is the same one.
        after_slide: it is armed because the hand slid.
    """

    def __init__(self, rules: RepeatRules) -> None:
        """Start armed: no letter has counted yet."""
        self._rules = rules
        self._slide = SlideDetector()
        self._position: PalmPosition | None = None
        self._counted_position: PalmPosition | None = None
        self._counted_t = 0.0
        self._changed_s = 0.0
        self.after_slide = False
        self.armed = True

    def count(self, t: float) -> None:
        """Disarm: a letter has counted at time t (s), with the newest frame."""
        self._counted_t, self._counted_position = t, self._position
        self._changed_s = 0.0
        self.armed = self.after_slide = False

    def rearm(self) -> None:
        """Let the next letter count, whatever the hand has done."""
        self.armed, self.after_slide = True, False

    def update(
        self,
        t: float,
        gap: float,
        position: PalmPosition | None,
        absent: bool,
        changed: bool,
        uncertain: bool = False,
        slides: bool = True,
    ) -> Literal["absent", "changed", "slid"] | None:
        """Take the next frame.

        Args:
            t: capture time, seconds, not decreasing.
            gap: seconds that this frame stands for.
            position: of the palm, None without a hand.
            absent: the hand has been absent for long enough, see presence.Presence.
            changed: the frame shows another handshape than the one that counted.
            uncertain: the change must last for `uncertain_change_s`.
            slides: a slide may repeat the letter.

        Returns:
            What has re-armed the detector in this frame, else None.
        """
        slid = self._slide.update(t, position)
        if position is not None:
            self._position = position
        if self.armed:
            self._undo_sway(position)
            return None
        if position is not None:
            self._changed_s = self._changed_s + gap if changed else 0.0
        # The movement that led to the letter is no slide of it.
        slid = slid and t - self._counted_t >= SLIDE_S - REST_S
        if slides and (slid or self._drifted(position)):
            self.armed = self.after_slide = True
            return "slid"
        if absent:
            self.rearm()
            return "absent"
        if self._changed_s >= (self._rules.uncertain_change_s if uncertain else self._rules.change_s) - EPS_S:
            self.rearm()
            return "changed"
        return None

    def _drifted(self, position: PalmPosition | None) -> bool:
        if self._rules.max_drift is None or position is None or self._counted_position is None:
            return False
        return abs(position.x - self._counted_position.x) >= self._rules.max_drift * position.palm

    def _undo_sway(self, position: PalmPosition | None) -> None:
        """Disarm again if the hand swings back from where it slid."""
        if self._rules.undo_sway and self.after_slide and position is not None:
            back = (self._slide.x - position.x) * np.sign(self._slide.moved)
            if back > SWAY_BACK * abs(self._slide.moved):
                self.armed = self.after_slide = False


class ShapeChange:
    """Compares a hand with the handshape in which its letter has counted."""

    def __init__(self, label: int, shape: HandShape | None) -> None:
        """Remember a handshape.

        Args:
            label: index of the letter that counted.
            shape: of the hand; None if there are no landmarks.
        """
        self._label = label
        self._shape = shape

    @property
    def uncertain(self) -> bool:
        """There are no landmarks to compare: the probabilities of a still hand may change by themselves."""
        return self._shape is None

    def changed(self, p: NDArray[np.float32], shape: HandShape | None) -> bool:
        """Return whether a frame shows another handshape.

        Args:
            p: (labels,), probabilities in this frame.
            shape: of the hand; None if there are no landmarks.
        """
        if p[self._label] >= OTHER_SHAPE_P:
            return False
        if shape is None or self._shape is None:
            return True
        return shape.tips_moved(self._shape) >= TIP_MOVE
