"""Repeated letters: when may a letter that has counted count again? The only definition, for reading and lessons.

A hand that does not move counts as one letter, however long it is held and even if the recognized letter changes
briefly. The letter may count again after one of three events:

- the hand was absent;
- it made another handshape;
- it slid sideways and came to rest (`slide.py`), as signers do between the two L of HELLO.

A hand that swings back from where it slid has swayed, which is no repetition. Pure: time comes with the frames.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from device.recognition.geometry import HandShape
from device.recognition.presence import EPS_S
from device.recognition.slide import REST_S, SLIDE_S, PalmPosition, SlideDetector

SWAY_BACK = 0.25  # of the slide; if the hand returns this far before the letter counts again, it has swayed

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
