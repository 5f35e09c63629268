"""Which letter to ask for, when to count down and when to keep a frame. Pure: time comes with the frames.

The letter with the fewest pictures is always next. This keeps the classes balanced, asks for every letter several times
(a hand formed again is a new sample, ten frames of a still one are not), and lets a stopped session continue.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class CapturePlan:
    """What is to be recorded.

    Attributes:
        letters: in the order they are asked for.
        count: pictures wanted of each.
        burst: pictures in a row before another letter is asked for.
        every_s: minimum time between two pictures, s.
        countdown_s: time to form the hand before each burst, s.
    """

    letters: tuple[str, ...]
    count: int
    burst: int
    every_s: float
    countdown_s: float


@dataclass(frozen=True)
class Step:
    """What to do with one frame.

    Attributes:
        phase: "countdown", "recording" (frames are being kept) or "done" (there are enough pictures).
        letter: asked for; None when done.
        seconds: left of the countdown, rounded up.
        take: keep this frame, then call `kept`.
        progress: fraction of the burst that is kept, 0–1.
    """

    phase: Literal["countdown", "recording", "done"]
    letter: str | None = None
    seconds: int = 0
    take: bool = False
    progress: float = 0.0


class Guide:
    """Goes through a plan, frame by frame.

    Attributes:
        have: number of pictures of each letter of the plan.
    """

    def __init__(self, plan: CapturePlan, have: Mapping[str, int]) -> None:
        """Start, or continue with the number of pictures of each letter in `have`."""
        self._plan = plan
        self.have = {letter: have.get(letter, 0) for letter in plan.letters}
        self._letter: str | None = None
        self._last: str | None = None
        self._burst = 0
        self._left = 0
        self._began: float | None = None
        self._taken: float | None = None

    def step(self, t: float) -> Step:
        """Return what to do with the frame of time t (s, not decreasing)."""
        if self._letter is None or self._left == 0:
            self._choose()
        if self._letter is None:
            return Step("done")
        if self._began is None:
            self._began = t
        waited = t - self._began
        if waited < self._plan.countdown_s - 1e-9:  # rounding of times
            return Step("countdown", self._letter, math.ceil(self._plan.countdown_s - waited - 1e-9))
        due = self._taken is None or t - self._taken >= self._plan.every_s - 1e-9
        if due:
            self._taken = t
        return Step("recording", self._letter, 0, due, 1 - self._left / self._burst)

    def kept(self) -> None:
        """Count the frame of the last step: it is on the disk."""
        if self._letter is not None:
            self.have[self._letter] += 1
            self._left -= 1

    def interrupted(self) -> None:
        """Start the countdown again: the camera was lost, and the hand has moved meanwhile."""
        self._began = self._taken = None

    def _choose(self) -> None:
        """Choose the letter with the fewest pictures, if possible not the last one again."""
        open_ = [letter for letter in self._plan.letters if self.have[letter] < self._plan.count]
        others = [letter for letter in open_ if letter != self._last] or open_
        self._letter = self._last = min(others, key=lambda letter: self.have[letter], default=None)
        self._began = self._taken = None
        if self._letter is not None:
            self._burst = self._left = min(self._plan.burst, self._plan.count - self.have[self._letter])
