"""Frame → Scores: the only place that knows the order find → crop → read."""

from pathlib import Path
from typing import Protocol

import numpy as np

from .errors import ModelError
from .frame import Frame, HandBox, Pixels, Scores
from .interpreter import Model
from .metadata import Metadata
from .preprocess import crop_grey
from .settings import MODELS, RecognitionSettings
from .smoothing import Thresholds
from .stages import NoStages, Stages


class Recognizer(Protocol):
    """Reads single frames.

    Attributes:
        metadata: of the model that names the letters.
        labels: its classes.
        excluded: classes never shown to a learner.
        thresholds: of smoothing, from the model's metadata.
    """

    metadata: Metadata
    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    thresholds: Thresholds

    def see(self, frame: Frame) -> Scores:
        """What this frame says, by itself or with the track of the frames before it."""
        ...

    def forget(self) -> None:
        """The next frame does not follow the last one."""
        ...


class ReportRecognizer:
    """The report's path: a fixed guide box, 28×28 grey, the report's CNN. It does not look for a hand."""

    def __init__(self, settings: RecognitionSettings, stages: Stages | None = None) -> None:
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
        self.thresholds = thresholds_of(self.metadata, path)
        self.runtime = self._model.runtime
        self._settings = settings
        self._stages = stages or NoStages()

    def see(self, frame: Frame) -> Scores:
        """Read what is inside the guide box; `box` of the result is always that box."""
        box = guide_box(frame.image, self._settings)
        return Scores(frame.t, self.labels, self.read(frame.image, box), box)

    def read(self, image: Pixels, box: HandBox) -> np.ndarray:
        """Probabilities, float32 (labels,), of the hand in `box`."""
        with self._stages("preprocess"):
            pixels = crop_grey(image, box, self.metadata.size)
        with self._stages("inference"):
            return self._model.read(pixels)

    def forget(self) -> None:
        """Nothing to forget: every frame stands alone."""


def open_recognizer(settings: RecognitionSettings, stages: Stages | None = None) -> ReportRecognizer:
    """The recogniser the settings ask for.

    Raises:
        ModelError: see interpreter.Model.
    """
    return ReportRecognizer(settings, stages)


def guide_box(image: Pixels, settings: RecognitionSettings) -> HandBox:
    """The square of the settings in a frame of this size; a square frame is a hand already cut out: all of it."""
    height, width = image.shape[:2]
    if height == width:
        return HandBox(0.0, 0.0, 1.0, 1.0)
    half = settings.guide_size * min(height, width) / 2
    dx, dy = half / width, half / height
    x, y = settings.guide_x, settings.guide_y
    return HandBox(max(x - dx, 0.0), max(y - dy, 0.0), min(x + dx, 1.0), min(y + dy, 1.0))


def thresholds_of(metadata: Metadata, path: Path) -> Thresholds:
    """The smoothing thresholds a model brings.

    Raises:
        ModelError: they are unknown or contradict each other.
    """
    try:
        return Thresholds(**metadata.thresholds)
    except (TypeError, ValueError) as error:
        raise ModelError(f"The thresholds in the metadata of {path} are wrong ({error}); convert it again.") from None
