"""The baseline pipeline: a fixed guide box, 28 × 28 grey pixels, the student report's CNN. It detects no hands."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.interpreter import Model, runtime_of, threads_of
from device.recognition.preprocess import crop_grey
from device.recognition.smoothing import Thresholds
from device.settings import MODELS, RecognitionSettings
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, HandBox, Pixels, Scores

BASELINE_MODEL = MODELS / "report" / "letters.tflite"


class GuideBoxRecognizer:
    """Classifies the content of the guide box in every frame, see `recognizer.Recognizer` for the attributes."""

    def __init__(self, settings: RecognitionSettings, timer: StageTimer | None = None) -> None:
        """Load the model.

        Args:
            settings: `model` (default BASELINE_MODEL), `runtime`, `threads` and the guide box are used.
            timer: records the stages "preprocess" and "inference".

        Raises:
            ModelError: the model cannot be loaded (see interpreter.Model), or does not classify images.
        """
        path = Path(settings.model) if settings.model else BASELINE_MODEL
        self._model = Model(path, runtime_of(settings), threads=threads_of(settings))
        self.metadata = self._model.metadata
        if not self.metadata.size or not self.metadata.labels:
            raise ModelError(f"The model {shown(path)} does not classify images, which the baseline pipeline needs.")
        self.labels = self.metadata.labels
        self.excluded = self.metadata.excluded
        self.thresholds = Thresholds.of(self.metadata, path)
        self.runtime = self._model.runtime
        self.vocabularies: tuple[str, ...] = ("letters",)
        self._settings = settings
        self._timer = timer or NoTimer()

    def recognize(self, frame: Frame) -> Scores:
        """Classify the content of the guide box; `box` of the result is always that box."""
        box = guide_box(frame.image, self._settings)
        return Scores(frame.t, self.labels, self.read(frame.image, box), box)

    def read(self, image: Pixels, box: HandBox) -> NDArray[np.float32]:
        """Return probabilities, float32 (labels,), for the content of `box`.

        Args:
            image: uint8 (h, w) or (h, w, 3) BGR, unmirrored.
            box: fractions of the frame.
        """
        with self._timer("preprocess"):
            pixels = crop_grey(image, box, self.metadata.size)
        with self._timer("inference"):
            return self._model.read(pixels)

    def reset(self) -> None:
        """Ignored: frames are independent of each other."""

    def use_vocabulary(self, vocabulary: str) -> None:
        """Ignored: this model reads letters only."""


def guide_box(image: Pixels, settings: RecognitionSettings) -> HandBox:
    """Return the guide box as fractions of a frame: the settings' square, or the whole frame if that is square.

    A square frame is taken as an image of a hand that is already cropped.
    """
    height, width = image.shape[:2]
    if height == width:
        return HandBox(0.0, 0.0, 1.0, 1.0)
    half = settings.guide_size * min(height, width) / 2
    dx, dy = half / width, half / height
    x, y = settings.guide_x, settings.guide_y
    return HandBox(max(x - dx, 0.0), max(y - dy, 0.0), min(x + dx, 1.0), min(y + dy, 1.0))
