"""A sideways slide of the hand between two rests, as signers make it between the two L of HELLO. Pure."""

from collections import deque
from dataclasses import dataclass

from device.recognition.geometry import HandShape
from device.recognition.presence import EPS_S
from device.types import HandBox

SLIDE_S = 0.65  # a slide, with the rests before and after it
REST_S = 0.15  # the hand is at rest for this long before and after
MIN_SLIDE = 0.2  # palm lengths; a shorter movement is no slide
REST_SPEED = 0.5  # of the slide's mean speed; a hand at rest is slower, so that a steady drift is no slide
MAX_RESIZE = 0.25  # a hand whose palm changes by more than this fraction opens or turns; it does not slide
PALM_OF_BOX = 0.6  # palm lengths in the longer side of a hand's box, for a hand without landmarks


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
