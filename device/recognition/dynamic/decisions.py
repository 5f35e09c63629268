"""J and Z: the two letters that are drawn. A stream of hand points → what is being drawn, and when it is done.

A small recurrent network takes one step a frame (motion_features.py says what it sees); its state goes in and comes
out with each step. Here its answers become decisions: a letter is done once, a hand that still stands where it ended
goes on showing it, and letters seen in passing are held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from device.recognition.dynamic.features import NAMES, PALM, QUICK_S, MotionFeatures
from device.recognition.interpreter import Model

DYNAMIC_LETTERS = ("J", "Z")
CLASSES = ("none", "J under way", "J done", "Z under way", "Z done")
NO_LETTER = "nothing"
FIRST_SHAPES = ("I", "D", "X")  # a J begins as an I, a Z as a D or an X: wait while one of them moves, …
WAIT_S = 0.45  # … and hold it longer: training signers hold the first hand for 0.3 to 0.7 s and draw slowly at first

MIN_STEP_S = 0.028  # frames that come sooner are skipped: what lies between them is mostly noise of the points
LOST_S = 0.45  # without a hand for so long, what was seen before is over
DONE_S = 0.06  # “done” must be said for about this long: two frames of a usual camera
REARM = 0.3  # “done” must fall below this before the same letter can be done again
REST_S = 0.4  # nobody draws a second letter so soon
SETTLE_S = 0.25  # a stroke ends softly: only after this is the end's posture taken
CHANGED = 0.5  # hand sizes a finger or the palm must have turned, …
AWAY = 0.9  # … or the hand have moved, to be no longer what was drawn
NEXT_STROKE_P = 0.5  # how surely the next one must be under way to end the one before: the second Z of a pizza
STILL = 1.0  # hand sizes a second: what moves faster may become a J or a Z
DEFAULT_DONE = 0.6

_POSTURE = [i for i, name in enumerate(NAMES) if name.startswith(("palm along", "palm across", "little f", "index f"))]
_AWAY = [i for i, name in enumerate(NAMES) if "from quick" in name]


@dataclass(frozen=True)
class Motion:
    """What the hand's movement says in one frame.

    Attributes:
        letter: "J" or "Z" that was drawn and that the hand still shows, else None.
        done: it was done with this very frame.
        drawing: how likely a J or Z is being drawn, 0–1.
        moving: the hand moves too fast for a letter that J or Z begin with to be meant.
    """

    letter: str | None = None
    done: bool = False
    drawing: float = 0.0
    moving: bool = False


def extra_hold_for(labels: Sequence[str]) -> dict[str, float]:
    """Seconds by which letters must be held longer where J and Z can be read (smoothing.Smoother)."""
    return dict.fromkeys(FIRST_SHAPES, WAIT_S) if set(DYNAMIC_LETTERS) <= set(labels) else {}


class Network(Protocol):
    """Anything that takes one step a frame."""

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """Features (len(NAMES),) → probabilities (len(CLASSES),)."""
        ...

    def reset(self) -> None:
        """The next step is the first."""
        ...


class RecurrentModel:
    """The network in TFLite: first input and output are features and probabilities, all others are its state."""

    def __init__(self, model: Model) -> None:
        """Use a loaded model."""
        self._model = model
        self.reset()

    def reset(self) -> None:
        """See Network."""
        self._state: list[NDArray[np.float32]] = [
            np.zeros(spec.shape, np.float32) for spec in self._model.metadata.inputs[1:]
        ]

    def step(self, x: NDArray[np.float32]) -> NDArray[np.float32]:
        """See Network."""
        p, *self._state = self._model.run(x[None], *self._state)
        return p.reshape(-1)


class StrokeDecision:
    """Probabilities over time → decisions. Pure: time comes with the frames."""

    def __init__(self, done: float = DEFAULT_DONE) -> None:
        """`done`: how sure the network must be, 0–1; belongs to its weights."""
        self._done = done
        self.reset()

    def reset(self) -> None:
        """Nothing was drawn before."""
        self._t: float | None = None
        self._level = dict.fromkeys(DYNAMIC_LETTERS, 0.0)
        self._armed = dict.fromkeys(DYNAMIC_LETTERS, True)
        self._since = -np.inf
        self._letter: str | None = None
        self._posture: NDArray[np.float64] | None = None
        self._place = np.zeros(2)
        self._settled = False

    def update(self, t: float, p: NDArray[Any], x: NDArray[Any], place: NDArray[Any], size: float) -> Motion:
        """Take the next step.

        Args:
            t: seconds.
            p: (len(CLASSES),) of the network.
            x: (len(NAMES),) the features it saw.
            place: (2,) middle of the palm, pixels.
            size: of the hand, pixels.
        """
        step = 0.1 if self._t is None else t - self._t
        self._t = t
        done = False
        for letter in DYNAMIC_LETTERS:
            now = float(p[CLASSES.index(f"{letter} done")])
            self._level[letter] += (1 - np.exp(-step / DONE_S)) * (now - self._level[letter])
            if self._level[letter] < REARM:
                self._armed[letter] = True
            sure = self._level[letter] >= self._done and self._armed[letter]
            if sure and t - self._since >= REST_S:
                done, self._letter, self._since = True, letter, t
                self._armed[letter] = False
                self._posture, self._settled = None, False
        self._follow(t, x, place, size)
        drawing = float(min(1.0, sum(p[i] for i in range(1, len(CLASSES)))))
        if (
            t - self._since > REST_S
            and sum(float(p[CLASSES.index(f"{m} under way")]) for m in DYNAMIC_LETTERS) > NEXT_STROKE_P
        ):
            self._letter = None
        moving = float(np.abs(x[_AWAY]).max()) / QUICK_S > STILL
        return Motion(self._letter, done, drawing, moving)

    def _follow(self, t: float, x: NDArray[Any], place: NDArray[Any], size: float) -> None:
        """Is the hand still what and where it was when the letter was done?"""
        if self._letter is None:
            return
        posture = np.asarray(x[_POSTURE], np.float64).reshape(-1, 2)
        if self._posture is None or not self._settled:
            self._posture, self._place = posture, place
            self._settled = t - self._since >= SETTLE_S
            return
        turned = np.linalg.norm(posture - self._posture, axis=1).max()
        if turned > CHANGED or np.linalg.norm(place - self._place) > AWAY * size:
            self._letter = None


class DynamicLetterDetector:
    """Points of each frame → Motion."""

    def __init__(self, network: Network, done: float = DEFAULT_DONE) -> None:
        """Use a network that has not taken a step; `done` as in Decider."""
        self._network = network
        self._decider = StrokeDecision(done)
        self.reset()

    @classmethod
    def load(cls, path: Path, runtime: str | None = None, threads: int = 1) -> "DynamicLetterDetector":
        """From a .tflite with its metadata.

        Raises:
            ModelError: see interpreter.Model.
        """
        model = Model(path, runtime, threads=threads)
        return cls(RecurrentModel(model), model.metadata.thresholds.get("done", DEFAULT_DONE))

    def reset(self) -> None:
        """The next frame does not follow the last one."""
        self._network.reset()
        self._decider.reset()
        self._features = MotionFeatures()
        self._t: float | None = None
        self._last = Motion()

    def update(self, t: float, points: NDArray[Any] | None, right: float) -> Motion:
        """Take the next frame.

        Args:
            t: seconds, not going back.
            points: (21, 2) of the hand in pixels, None when there is none.
            right: 1 for a right hand, −1 for a left one, 0 if unknown.
        """
        if self._t is not None and t - self._t > LOST_S:
            self.reset()
        if points is None or (self._t is not None and t - self._t < MIN_STEP_S - 1e-6):
            self._last = Motion(self._last.letter, False, self._last.drawing, self._last.moving)
            return self._last
        self._t = t
        x = self._features.update(t, points, right)
        p = self._network.step(x)
        self._last = self._decider.update(t, p, x, points[list(PALM)].mean(0), float(self._features.size))
        return self._last


def merge_probabilities(p: NDArray[np.float32], labels: Sequence[str], motion: Motion) -> NDArray[np.float32]:
    """Probabilities of the still letters and of J and Z together.

    Args:
        p: (n,) of `labels`, those of one frame by itself; J and Z, where labels have them, are 0.
        labels: classes; what is taken from a letter goes to “nothing”, where there is one.
        motion: of the same frame.

    Returns:
        float32 (n,), with the same sum.
    """
    out = p.copy()
    if motion.moving:
        for label in FIRST_SHAPES:
            _take(out, labels, label, 1.0)
    if motion.letter is not None:
        out *= 0
        out[labels.index(motion.letter)] = p.sum()
    elif motion.drawing > 0:
        for label in labels:
            if label != NO_LETTER:
                _take(out, labels, label, motion.drawing)
    return out


def _take(p: NDArray[np.float32], labels: Sequence[str], label: str, share: float) -> None:
    """Move a share of a label's probability to “nothing”."""
    if label in labels:
        i = labels.index(label)
        taken = p[i] * share
        p[i] -= taken
        if NO_LETTER in labels:
            p[labels.index(NO_LETTER)] += taken
