"""Systems that are evaluated: what each of them must be able to do, and those made of this project's own models."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from device.recognition.baseline import GuideBoxRecognizer, guide_box
from device.recognition.geometry import square_around
from device.recognition.networks import settings_of
from device.recognition.preprocess import crop_grey
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.types import Frame, HandBox, Pixels, Scores
from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import LANDMARKS, Predictions
from training.networks.base import LetterClassifier
from training.progress import progress

BATCH = 256
GUIDE_BOX = "the fixed guide box in the middle of the frame"


class System(Protocol):
    """Anything that reads letters from images.

    Attributes:
        name: as in tables.
        how: where it looks for the hand in a whole frame, one sentence.
        labels: classes in the order of the scores.
        excluded: classes that are never given as an answer.
        enter: minimum confidence at which it shows a letter of a single frame.
        places_landmarks: it says where the hand's landmarks are.
        takes_boxes: `predict` can be given the hand's box.
        live: it looks at pixels, so that it has a cost and can read changed images; false for recorded results.
    """

    name: str
    how: str
    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    enter: float
    places_landmarks: bool
    takes_boxes: bool
    live: bool

    def predict(self, images: ImageSet, boxes: Sequence[HandBox] | None = None) -> Predictions:
        """Read every image on its own.

        Args:
            images: whole frames.
            boxes: box of the hand in each image; only if `takes_boxes`.
        """
        ...

    def follow(self, images: ImageSet, period_s: float) -> Predictions:
        """Read consecutive frames, `period_s` seconds apart; a change of `session` begins a new burst."""
        ...


class CachedSystem:
    """A system that reads each set of whole frames once, however often it is asked; attributes as of System."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._known: dict[str, Predictions] = {}
        self.name, self.how, self.enter = system.name, system.how, system.enter
        self.labels, self.excluded = system.labels, system.excluded
        self.places_landmarks, self.takes_boxes, self.live = system.places_landmarks, system.takes_boxes, system.live

    def predict(self, images: ImageSet, boxes: Sequence[HandBox] | None = None) -> Predictions:
        """Read every image on its own; see System."""
        if boxes is not None:
            return self._system.predict(images, boxes)
        if images.key not in self._known:
            self._known[images.key] = self._system.predict(images)
        return self._known[images.key]

    def follow(self, images: ImageSet, period_s: float) -> Predictions:
        """Read consecutive frames; see System."""
        return self._system.follow(images, period_s)


class DeviceSystem:
    """A recognizer of the device, int8, exactly as it runs on the Pi; attributes as of System.

    Attributes:
        recognizer: the device's own object.
    """

    live = True

    def __init__(self, name: str, recognizer: Recognizer) -> None:
        self.name = name
        self.recognizer = recognizer
        self.labels, self.excluded = recognizer.labels, recognizer.excluded
        self.enter = recognizer.thresholds.enter
        self.takes_boxes = isinstance(recognizer, GuideBoxRecognizer)
        self.places_landmarks = not self.takes_boxes
        self.how = GUIDE_BOX if self.takes_boxes else "its own hand detector; a hand not found counts as wrong"

    @classmethod
    def open(cls, name: str, model: str | Path, vocabulary: str = "letters") -> "DeviceSystem":
        """Open the recognizer of a preset or a model file for one of settings.VOCABULARIES.

        Raises:
            ModelError: the model is missing or damaged.
        """
        return cls(name, open_recognizer(replace(settings_of(str(model)), vocabulary=vocabulary)))

    def predict(self, images: ImageSet, boxes: Sequence[HandBox] | None = None) -> Predictions:
        """Read every image on its own; see System."""
        if boxes is not None:
            assert isinstance(self.recognizer, GuideBoxRecognizer)
            read, pairs = self.recognizer.read, list(zip(images.images, boxes, strict=True))
            scores = [read(image, square_of(image, box)) for image, box in progress(pairs, f"{self.name}, given boxes")]
            return Predictions.without_landmarks(self.labels, self.excluded, _stacked(scores, len(self.labels)))
        results = []
        for image in progress(images.images, f"{self.name}, single frames"):
            self.recognizer.reset()
            results.append(self.recognizer.recognize(Frame(image, 0.0)))
        return self._predictions(results)

    def follow(self, images: ImageSet, period_s: float) -> Predictions:
        """Read consecutive frames; see System."""
        results: list[Scores] = []
        for number, image in enumerate(progress(images.images, f"{self.name}, bursts")):
            if number == 0 or images.samples[number].session != images.samples[number - 1].session:
                self.recognizer.reset()
            results.append(self.recognizer.recognize(Frame(image, number * period_s)))
        return self._predictions(results)

    def _predictions(self, results: Sequence[Scores]) -> Predictions:
        landmarks = np.full((len(results), LANDMARKS, 2), np.nan, np.float32)
        for i, scores in enumerate(results):
            if scores.landmarks is not None:
                landmarks[i] = scores.landmarks
        found = np.array([scores.box is not None for scores in results], bool)
        p = _stacked([scores.p for scores in results], len(self.labels))
        return Predictions(self.labels, self.excluded, p, found, landmarks)


class GuideBoxSystem:
    """A letter classifier on the fixed guide box of the default settings; attributes as of System."""

    how = GUIDE_BOX
    excluded: tuple[str, ...] = ()
    places_landmarks = False
    takes_boxes = live = True

    def __init__(self, name: str, model: LetterClassifier, enter: float) -> None:
        self.name = name
        self.labels = model.labels
        self.enter = enter
        self._model = model
        self._settings = RecognitionSettings()

    def predict(self, images: ImageSet, boxes: Sequence[HandBox] | None = None) -> Predictions:
        """Read every image on its own; see System."""
        scores: list[NDArray[np.float32]] = []
        for start in progress(range(0, len(images), BATCH), self.name):
            squares = [self._cut(images.images[i], None if boxes is None else boxes[i]) for i in _batch(start, images)]
            scores += list(self._model.scores(np.stack(squares)))
        return Predictions.without_landmarks(self.labels, self.excluded, _stacked(scores, len(self.labels)))

    def follow(self, images: ImageSet, period_s: float) -> Predictions:
        """Read every image on its own: the classifier has no memory."""
        return self.predict(images)

    def _cut(self, image: Pixels, box: HandBox | None) -> Pixels:
        square = guide_box(image, self._settings) if box is None else square_of(image, box)
        return crop_grey(image, square, self._model.size)


def square_of(image: Pixels, box: HandBox) -> HandBox:
    """Return the square around a hand's box that the device cuts out of an image (height, width)."""
    return square_around(box, image.shape[1], image.shape[0])


def _batch(start: int, images: ImageSet) -> range:
    return range(start, min(start + BATCH, len(images)))


def _stacked(scores: Sequence[NDArray[np.float32]], labels: int) -> NDArray[np.float32]:
    return np.array(scores, np.float32).reshape(-1, labels)
