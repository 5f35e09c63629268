"""Decisions for J and Z: from the network's probabilities over time to strokes, and from strokes to letters.

A stroke is reported once. The letter is then shown as long as the hand keeps its final pose, and static letters that
appear during a stroke are suppressed.
"""

import math
from collections import deque
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS, NO_LETTER
from device.recognition.dynamic.features import FEATURE_NAMES, QUICK_S, SPEED
from device.recognition.dynamic.network import CLASSES
from device.recognition.presence import EPS_S

FIRST_SHAPES = ("I", "D", "X")  # a J begins as I, a Z as D or X: these are suppressed while the hand moves, …
EXTRA_HOLD_S = 0.45  # … and held longer. Training signers hold the first handshape for 0.3–0.7 s and start slowly

DEFAULT_DONE = 0.6  # minimum probability of a completed stroke, for models whose metadata has no "done"
DONE_S = 0.06  # time constant of the average of “done”: two frames of a usual camera
REARM_P = 0.3  # “done” must fall below this before the same letter can be completed again
REST_S = 0.4  # minimum time between two strokes
SETTLE_S = 0.25  # a stroke ends gradually: the final pose is the one after this time
POSE_CHANGE = 0.5  # hand sizes by which a finger or the palm must have turned, …
POSITION_CHANGE = 0.9  # … or the hand have moved, before it has left the final pose
NEXT_STROKE_P = 0.5  # minimum probability of a new stroke that ends the previous one early: the second Z of "pizza"
MOVING_SPEED = 1.0  # hand sizes per second; a faster hand may be starting a J or a Z
MOVING_S = 0.1  # over this time: from one frame to the next, landmarks of a hand at rest move as fast by their errors

_POSE = [i for i, name in enumerate(FEATURE_NAMES) if name.startswith(("palm a", "little f", "index f"))]
_DONE = {letter: CLASSES.index(f"{letter} done") for letter in DYNAMIC_LETTERS}
_UNDER_WAY = [CLASSES.index(f"{letter} under way") for letter in DYNAMIC_LETTERS]
_MOVED = [i for i, name in enumerate(FEATURE_NAMES) if "from quick" in name]
MAX_SHARE = 0.99  # of that limit
_VELOCITY = [i for i, name in enumerate(FEATURE_NAMES) if "velocity" in name]


@dataclass(frozen=True)
class Motion:
    """Result of the hand's movement up to one frame.

    Attributes:
        letter: "J" or "Z" that was signed, while the hand keeps its final pose; else None.
        done: this frame completes the stroke.
        drawing: probability that a stroke is under way or just completed, 0–1.
        moving: the hand moves too fast for one of FIRST_SHAPES to be meant.
    """

    letter: str | None = None
    done: bool = False
    drawing: float = 0.0
    moving: bool = False


def extra_hold_for(labels: Sequence[str]) -> dict[str, float]:
    """Return the seconds by which FIRST_SHAPES must be held longer; empty if J and Z are not among the labels."""
    return dict.fromkeys(FIRST_SHAPES, EXTRA_HOLD_S) if set(DYNAMIC_LETTERS) <= set(labels) else {}


class StrokeDecision:
    """Turns probabilities over time into strokes. Pure: time comes with the frames."""

    def __init__(self, done: float = DEFAULT_DONE) -> None:
        """Start without a stroke; `done` is the minimum probability of a completed stroke, 0–1."""
        self._done = done
        self.reset()

    def reset(self) -> None:
        """Discard all state."""
        self._t: float | None = None
        self._level = dict.fromkeys(DYNAMIC_LETTERS, 0.0)
        self._armed = dict.fromkeys(DYNAMIC_LETTERS, True)
        self._since = -math.inf
        self._letter: str | None = None
        self._pose: list[float] | None = None
        self._position: Sequence[float] = (0.0, 0.0)
        self._settled = False
        self._steps: deque[tuple[float, list[float]]] = deque()

    def update(
        self,
        t: float,
        p: NDArray[Any],
        x: NDArray[Any],
        position: Sequence[float],
        size: float,
        drawable: Container[str] = DYNAMIC_LETTERS,
    ) -> Motion:
        """Take the network's next step.

        Args:
            t: seconds, not decreasing.
            p: (len(CLASSES),), output of the network.
            x: (len(FEATURE_NAMES),), its input.
            position: (2,) centre of the palm, pixels.
            size: of the hand, pixels.
            drawable: letters that the handshape allows; a stroke of another one is passed over.
        """
        step = 0.1 if self._t is None else t - self._t
        self._t = t
        done = False
        classes, values = p.tolist(), x.tolist()
        rate = 1 - math.exp(-step / DONE_S)
        for letter in DYNAMIC_LETTERS:
            self._level[letter] += rate * (classes[_DONE[letter]] - self._level[letter])
            if self._level[letter] < REARM_P:
                self._armed[letter] = True
            complete = self._level[letter] >= self._done and self._armed[letter]
            if complete and letter not in drawable:
                self._armed[letter] = False
            elif complete and t - self._since >= REST_S:
                done, self._letter, self._since = True, letter, t
                self._armed[letter] = False
                self._pose, self._settled = None, False
        self._follow(t, values, position, size)
        drawing = min(1.0, sum(classes[1:]))
        under_way = sum([classes[i] for i in _UNDER_WAY])
        if t - self._since > REST_S and under_way > NEXT_STROKE_P:
            self._letter = None
        return Motion(self._letter, done, drawing, self._moving(step, values))

    def leave(self) -> None:
        """Drop the letter: the hand shows another one."""
        self._letter = None

    def _follow(self, t: float, x: list[float], position: Sequence[float], size: float) -> None:
        """Drop the letter once the hand has left its final pose or position."""
        if self._letter is None:
            return
        pose = [x[i] for i in _POSE]
        if self._pose is None or not self._settled:
            self._pose, self._position = pose, position
            self._settled = t - self._since >= SETTLE_S
            return
        turned = max([math.dist(pose[i : i + 2], self._pose[i : i + 2]) for i in range(0, len(pose), 2)])
        if turned > POSE_CHANGE or math.dist(position, self._position) > POSITION_CHANGE * size:
            self._letter = None

    def _moving(self, step: float, x: list[float]) -> bool:
        """Return whether the hand is faster than MOVING_SPEED, by the network's input (len(FEATURE_NAMES),).

        It must have moved that far in the last QUICK_S, because landmarks that tremble are fast from frame to frame,
        and still move in the last MOVING_S for the same reason. It must still move in this frame, because a letter
        after a movement counts from the moment the hand stops.
        """
        self._steps.append((step, [step * _speed(x[i]) for i in _VELOCITY]))
        while sum([each for each, _ in self._steps]) - self._steps[0][0] >= MOVING_S - EPS_S:
            self._steps.popleft()
        if max([abs(x[i]) for i in _MOVED]) / QUICK_S <= MOVING_SPEED:
            return False
        seconds = sum([each for each, _ in self._steps])
        moved = [abs(sum(path)) for path in zip(*[each for _, each in self._steps], strict=True)]
        now = max([abs(_speed(x[i])) for i in _VELOCITY])
        return bool(min(now, max(moved) / max(seconds, EPS_S)) > MOVING_SPEED)


def _speed(share: float) -> float:
    """Return the velocity in hand sizes per second, of a velocity feature: its share of a limit that it approaches."""
    return SPEED * share / (1 - min(abs(share), MAX_SHARE))


def merge_probabilities(p: NDArray[np.float32], labels: Sequence[str], motion: Motion) -> NDArray[np.float32]:
    """Merge the probabilities of static letters with a stroke.

    While a letter is shown, it takes all probability. During a stroke, that much probability of each static letter
    goes to "no letter"; so does all of FIRST_SHAPES while the hand moves.

    Args:
        p: (n,) of `labels` in one frame; 0 for J and Z.
        labels: classes; without "nothing", the probability that is taken from a letter is dropped.
        motion: up to the same frame.

    Returns:
        float32 (n,), with the same sum if the labels have "nothing".
    """
    if motion.letter is not None:
        out = np.zeros_like(p)
        out[labels.index(motion.letter)] = p.sum()
        return out
    taken = p * np.float32(motion.drawing)
    if motion.moving:
        for label in FIRST_SHAPES:
            if label in labels:
                taken[labels.index(label)] = p[labels.index(label)]
    if NO_LETTER in labels:
        index = labels.index(NO_LETTER)
        taken[index] = 0.0
        taken[index] = -np.add.reduce(taken)
    return p - taken
