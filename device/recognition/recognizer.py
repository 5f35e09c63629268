"""Frame → Scores: the only place that knows the order find → crop → read."""

from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from device.errors import ModelError
from device.recognition.dynamic.decisions import DYNAMIC_LETTERS, DynamicLetterDetector, merge_probabilities
from device.recognition.interpreter import Model
from device.recognition.landmarks import LANDMARK_MODEL, LandmarkRecognizer
from device.recognition.metadata import Metadata, read_metadata
from device.recognition.preprocess import crop_grey
from device.recognition.smoothing import Thresholds
from device.settings import MODELS, RecognitionSettings
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, HandBox, Pixels, Scores

DYNAMIC_MODEL = MODELS / "motion" / "motion.tflite"


class Recognizer(Protocol):
    """Reads single frames.

    Attributes:
        metadata: of the model that names the letters.
        labels: its classes.
        excluded: classes never shown to a learner.
        thresholds: of smoothing, from the model's metadata.
        runtime: TFLite runtime it runs in.
    """

    metadata: Metadata
    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    thresholds: Thresholds
    runtime: str

    def recognize(self, frame: Frame) -> Scores:
        """What this frame says, by itself or with the track of the frames before it."""
        ...

    def reset(self) -> None:
        """The next frame does not follow the last one."""
        ...


class GuideBoxRecognizer:
    """The report's path: a fixed guide box, 28×28 grey, the report's CNN. It does not look for a hand."""

    def __init__(self, settings: RecognitionSettings, stages: StageTimer | None = None) -> None:
        """Load the model.

        Raises:
            ModelError: see interpreter.Model.
        """
        path = Path(settings.model) if settings.model else MODELS / "report" / "letters.tflite"
        runtime = None if settings.runtime == "auto" else settings.runtime
        self._model = Model(path, runtime, threads=settings.threads)
        self.metadata = self._model.metadata
        if not self.metadata.size or not self.metadata.labels:
            raise ModelError(f"The model {path} does not read letters from a picture, as the report path needs.")
        self.labels = self.metadata.labels
        self.excluded = self.metadata.excluded
        self.thresholds = Thresholds.of(self.metadata, path)
        self.runtime = self._model.runtime
        self._settings = settings
        self._stages = stages or NoTimer()

    def recognize(self, frame: Frame) -> Scores:
        """Read what is inside the guide box; `box` of the result is always that box."""
        box = guide_box(frame.image, self._settings)
        return Scores(frame.t, self.labels, self.read(frame.image, box), box)

    def read(self, image: Pixels, box: HandBox) -> np.ndarray:
        """Probabilities, float32 (labels,), of the hand in `box`."""
        with self._stages("preprocess"):
            pixels = crop_grey(image, box, self.metadata.size)
        with self._stages("inference"):
            return self._model.read(pixels)

    def reset(self) -> None:
        """Nothing to forget: every frame stands alone."""


class DynamicLetterRecognizer:
    """Adds the letters that move to a recogniser that finds the hand's points: J and Z come last in its labels."""

    def __init__(self, still: Recognizer, motion: DynamicLetterDetector, stages: StageTimer | None = None) -> None:
        """Wrap a recogniser of still letters."""
        self._still = still
        self._motion = motion
        self._stages = stages or NoTimer()
        self.metadata = still.metadata
        self.labels = (*still.labels, *DYNAMIC_LETTERS)
        self.excluded = still.excluded
        self.thresholds = still.thresholds
        self.runtime = still.runtime

    def recognize(self, frame: Frame) -> Scores:
        """As the still one sees it, and what the movement up to this frame says."""
        scores = self._still.recognize(frame)
        height, width = frame.image.shape[:2]
        points = None if scores.landmarks is None else scores.landmarks * np.array([width, height], np.float32)
        side = None if scores.box is None else scores.box.hand
        with self._stages("motion"):
            motion = self._motion.update(frame.t, points, 0 if side is None else 1 if side == "right" else -1)
        p = np.concatenate([scores.p, np.zeros(len(DYNAMIC_LETTERS), np.float32)])
        if scores.box is not None:
            p = merge_probabilities(p, self.labels, motion)
        return replace(scores, labels=self.labels, p=p, completed_dynamic=motion.letter if motion.done else None)

    def reset(self) -> None:
        """The next frame does not follow the last one."""
        self._still.reset()
        self._motion.reset()


def open_recognizer(settings: RecognitionSettings, stages: StageTimer | None = None) -> Recognizer:
    """The recogniser the settings ask for.

    Raises:
        ModelError: see interpreter.Model.
    """
    if pipeline_of(settings) == "baseline":
        return GuideBoxRecognizer(settings, stages)
    runtime = None if settings.runtime == "auto" else settings.runtime
    still = LandmarkRecognizer(settings, stages)
    return DynamicLetterRecognizer(still, DynamicLetterDetector.load(DYNAMIC_MODEL, runtime), stages)


def pipeline_of(settings: RecognitionSettings) -> str:
    """ "landmark" or "baseline", as the settings say; "auto" goes by the model, which says itself what it gives.

    Raises:
        ModelError: the model's metadata cannot be read.
    """
    if settings.path != "auto":
        return settings.path
    if not settings.model:
        return "landmark" if LANDMARK_MODEL.is_file() else "baseline"
    return "baseline" if len(read_metadata(Path(settings.model).with_suffix(".json")).outputs) == 1 else "landmark"


def guide_box(image: Pixels, settings: RecognitionSettings) -> HandBox:
    """The square of the settings in a frame of this size; a square frame is a hand already cut out: all of it."""
    height, width = image.shape[:2]
    if height == width:
        return HandBox(0.0, 0.0, 1.0, 1.0)
    half = settings.guide_size * min(height, width) / 2
    dx, dy = half / width, half / height
    x, y = settings.guide_x, settings.guide_y
    return HandBox(max(x - dx, 0.0), max(y - dy, 0.0), min(x + dx, 1.0), min(y + dy, 1.0))
