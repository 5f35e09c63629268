"""Landmarks of each frame → strokes of J and Z: features, network and decision in their order."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from device.recognition.dynamic.after_stroke import AfterStroke
from device.recognition.dynamic.decisions import DEFAULT_DONE, Motion, StrokeDecision
from device.recognition.dynamic.features import MotionFeatures
from device.recognition.dynamic.handshape import RecentHandshapes
from device.recognition.dynamic.network import Network, RecurrentModel
from device.recognition.interpreter import Model
from device.recognition.presence import STROKE_GAP_S

MIN_STEP_S = 0.028  # frames that follow sooner are skipped: the movement between them is mostly landmark noise


class DynamicLetterDetector:
    """Detects strokes in one hand's landmarks. Pure: time comes with the frames."""

    def __init__(self, network: Network, done: float = DEFAULT_DONE) -> None:
        """Use a network in its initial state.

        Args:
            network: takes one step per frame.
            done: minimum probability of a completed stroke, 0–1; belongs to the network's weights.
        """
        self._network = network
        self._decision = StrokeDecision(done)
        self.reset()

    @classmethod
    def load(cls, path: Path, runtime: str | None = None, threads: int = 1) -> "DynamicLetterDetector":
        """Load a .tflite model with its metadata; threshold "done" is used if it is there.

        Raises:
            ModelError: the model cannot be loaded, see interpreter.Model.
        """
        model = Model(path, runtime, threads=threads)
        return cls(RecurrentModel(model), model.metadata.thresholds.get("done", DEFAULT_DONE))

    def reset(self) -> None:
        """Discard all state: the next frame does not follow the last one."""
        self._network.reset()
        self._decision.reset()
        self._features = MotionFeatures()
        self._handshapes = RecentHandshapes()
        self._after = AfterStroke()
        self._t: float | None = None
        self._last = Motion()

    def update(
        self,
        t: float,
        landmarks: NDArray[Any] | None,
        right: float,
        seen: Mapping[str, float] | None = None,
        letter: str | None = None,
    ) -> Motion:
        """Take the next frame.

        Args:
            t: seconds, not decreasing.
            landmarks: (21, 2) in pixels, None without a hand.
            right: 1 for a right hand, −1 for a left one, 0 if unknown.
            seen: of `handshape.handshapes`; a letter is reported only if its handshape was seen. None if not known.
            letter: static letter that is read surely in this frame, see after_stroke.sure_letter; None for none.

        Returns:
            The result up to this frame; unchanged in frames without a hand and in frames that are skipped.
        """
        if self._t is not None and t - self._t > STROKE_GAP_S:
            self.reset()
        if landmarks is not None and seen is not None:
            self._handshapes.add(t, seen)
        if landmarks is None or (self._t is not None and t - self._t < MIN_STEP_S - 1e-6):
            self._last = Motion(self._last.letter, False, self._last.drawing, self._last.moving)
            return self._last
        self._t = t
        x = self._features.update(t, landmarks, right)
        p = self._network.step(x)
        palm = self._features.palm
        self._last = self._decision.update(t, p, x, (palm.real, palm.imag), self._features.size, self._handshapes)
        if self._last.done and self._last.letter is not None:
            self._after.begin(self._last.letter, letter)
        elif self._last.letter is not None and self._after.gone_on(t, letter):
            self._decision.leave()
            self._last = replace(self._last, letter=None)
        return self._last
