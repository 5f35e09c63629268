"""Frame → Scores: the recognizers, and the choice between the landmark and the baseline pipeline."""

from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from device.alphabet import DYNAMIC_LETTERS
from device.recognition.baseline import GuideBoxRecognizer
from device.recognition.dynamic.after_stroke import sure_letter
from device.recognition.dynamic.decisions import merge_probabilities
from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.dynamic.handshape import handshapes
from device.recognition.interpreter import runtime_of
from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.landmarks import in_pixels
from device.recognition.metadata import Metadata, metadata_path, read_metadata
from device.recognition.networks import networks_of
from device.recognition.smoothing import Thresholds
from device.settings import PRESETS, RecognitionSettings
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, Scores

DEFAULT = next(iter(PRESETS.values()))
LANDMARK_MODEL, DYNAMIC_MODEL = DEFAULT.landmark, DEFAULT.motion


class Recognizer(Protocol):
    """Recognizes letters in single frames.

    Attributes:
        metadata: of the model that classifies the letters.
        labels: classes in the order of `Scores.p`.
        excluded: classes that are never shown to a learner.
        thresholds: of smoothing, from the model's metadata.
        runtime: TFLite runtime in use.
        vocabularies: that can be read, some of settings.VOCABULARIES.
    """

    metadata: Metadata
    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    thresholds: Thresholds
    runtime: str
    vocabularies: tuple[str, ...]

    def recognize(self, frame: Frame) -> Scores:
        """Return the scores of the next frame; the hand's track through earlier frames may be used."""
        ...

    def reset(self) -> None:
        """Discard all state: the next frame does not follow the last one."""
        ...

    def use_vocabulary(self, vocabulary: str) -> None:
        """Read one of `vocabularies` from the next frame on; `labels` are then its labels."""
        ...


class DynamicLetterRecognizer:
    """Adds J and Z to a recognizer that provides landmarks; they come last in its labels. Numbers have none."""

    def __init__(self, static: Recognizer, dynamic: DynamicLetterDetector, timer: StageTimer | None = None) -> None:
        """Wrap a recognizer of static letters; `timer` records the stage "motion"."""
        self._static = static
        self._dynamic = dynamic
        self._timer = timer or NoTimer()
        self.metadata = static.metadata
        self._moving: tuple[str, ...] = DYNAMIC_LETTERS
        self.labels = (*static.labels, *self._moving)
        self.excluded = static.excluded
        self.thresholds = static.thresholds
        self.runtime = static.runtime
        self.vocabularies = static.vocabularies

    def recognize(self, frame: Frame) -> Scores:
        """Merge the static letters of this frame with the stroke that ends or continues in it."""
        scores = self._static.recognize(frame)
        if not self._moving:
            return scores
        height, width = frame.image.shape[:2]
        landmarks = None if scores.landmarks is None else in_pixels(scores.landmarks, width, height)
        side = None if scores.box is None else scores.box.hand
        with self._timer("motion"):
            right = 0 if side is None else 1 if side == "right" else -1
            seen = handshapes(scores.p, scores.labels)
            letter = sure_letter(scores.p, scores.labels, self.thresholds.enter)
            motion = self._dynamic.update(frame.t, landmarks, right, seen, letter)
        p = np.zeros(len(self.labels), np.float32)
        p[: len(scores.p)] = scores.p
        if scores.box is not None:
            p = merge_probabilities(p, self.labels, motion)
        completed = motion.letter if motion.done else None
        return Scores(scores.t, self.labels, p, scores.box, scores.landmarks, completed)

    def reset(self) -> None:
        """Discard the track and the stroke under way."""
        self._static.reset()
        self._dynamic.reset()

    def use_vocabulary(self, vocabulary: str) -> None:
        """Read another vocabulary; a stroke under way is discarded."""
        self._static.use_vocabulary(vocabulary)
        self._dynamic.reset()
        self._moving = DYNAMIC_LETTERS if vocabulary == "letters" else ()
        self.labels = (*self._static.labels, *self._moving)


def open_recognizer(settings: RecognitionSettings, timer: StageTimer | None = None) -> Recognizer:
    """Load the recognizer that the settings name.

    Args:
        settings: pipeline, models, runtime and threads.
        timer: records the duration of each stage.

    Raises:
        ModelError: a model or its metadata cannot be used, see interpreter.Model.
    """
    if pipeline_of(settings) == "baseline":
        return GuideBoxRecognizer(settings, timer)
    dynamic = DynamicLetterDetector.load(networks_of(settings).motion, runtime_of(settings))
    static = LandmarkRecognizer(replace(settings, vocabulary="letters"), timer)
    recognizer = DynamicLetterRecognizer(static, dynamic, timer)
    recognizer.use_vocabulary(settings.vocabulary)
    return recognizer


def pipeline_of(settings: RecognitionSettings) -> str:
    """Return the pipeline to use: "landmark" or "baseline".

    With "auto", the model's metadata decides: the baseline CNN has one output, the landmark model three.

    Raises:
        ModelError: the model's metadata cannot be read.
    """
    if settings.path != "auto":
        return settings.path
    if not settings.model:
        return "landmark" if settings.preset != "auto" or LANDMARK_MODEL.is_file() else "baseline"
    return "baseline" if len(read_metadata(metadata_path(Path(settings.model))).outputs) == 1 else "landmark"
