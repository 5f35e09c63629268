"""The landmark pipeline: locate the hand, classify its image and its landmarks, fuse both."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.errors import ModelError
from device.names import shown
from device.recognition.acquisition import HandSearch
from device.recognition.detector import HandDetector
from device.recognition.interpreter import Model, runtime_of, threads_of
from device.recognition.landmark_classifier import LandmarkClassifier
from device.recognition.landmarks import HandEstimate, LandmarkModel, in_pixels
from device.recognition.networks import networks_of
from device.recognition.second_look import MirroredLook, SecondLook, SecondOpinion
from device.recognition.smoothing import Thresholds
from device.recognition.tracking import HandTracker
from device.recognition.vocabulary import knows_numbers
from device.settings import VOCABULARIES, RecognitionSettings
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, Pixels, Scores


class LandmarkRecognizer:
    """Recognizes letters with landmarks; see recognizer.Recognizer for the attributes."""

    def __init__(self, settings: RecognitionSettings, timer: StageTimer | None = None) -> None:
        """Load landmark model, hand detector, landmark classifier and, if there is one, the second opinion.

        Args:
            settings: `preset` or `model`, `runtime` and `threads` are used, see networks_of.
            timer: records the stages "find", "preprocess", "inference" and "letters".

        Raises:
            ModelError: a model cannot be loaded (see interpreter.Model), or they do not belong together.
        """
        networks = networks_of(settings)

        def load(path: Path) -> Model:
            return Model(path, runtime_of(settings), threads=threads_of(settings))

        model = load(networks.landmark)
        detector = HandDetector(load(networks.detector))
        self._classifier = LandmarkClassifier(load(networks.classifier), settings.vocabulary)
        self.metadata = model.metadata
        self._timer = timer or NoTimer()
        self._model = LandmarkModel(model, self._timer, settings.vocabulary)
        if not self._model.has_peaks:
            raise ModelError(
                f"The model {shown(model.path)} gives a second opinion only; name the landmark model beside it, "
                "or reinstall the station."
            )
        self.labels = self._model.labels
        numbers = knows_numbers(self.metadata.labels)
        self.vocabularies: tuple[str, ...] = VOCABULARIES if numbers else VOCABULARIES[:1]
        self._second: SecondLook = MirroredLook(self._model)
        others = [(networks.classifier, self._classifier.labels, self.labels)]
        opinion = None
        if networks.second is not None:
            larger = LandmarkModel(load(networks.second), self._timer, settings.vocabulary)
            self._second = opinion = SecondOpinion(larger)
            others.append((networks.second, larger.model.metadata.labels, self.metadata.labels))
        for path, labels, expected in others:
            if labels != expected:
                raise ModelError(
                    f"The models beside {shown(model.path)} do not belong together: {shown(path.name)} has other "
                    "labels; reinstall the station or run `python -m convert`."
                )
        self._tracker = HandTracker(HandSearch(detector, self._model, self._timer, opinion), self._model)
        self.excluded = self.metadata.excluded
        self.thresholds = Thresholds.of(self.metadata, model.path)
        self.runtime = model.runtime

    def recognize(self, frame: Frame) -> Scores:
        """Locate the hand and classify it; `box` is None if there is no hand."""
        estimate = self._tracker.locate(frame)
        if estimate is None:
            return Scores(frame.t, self.labels, np.zeros(len(self.labels), np.float32), None)
        p = self._classify(frame.image, estimate)
        if p.max() < (self._second.below if estimate.candidate else self._second.below_tracked):
            improved = self._improve(frame.image, estimate)
            if improved is not None:
                estimate, p = improved
                self._tracker.follow(estimate.square(frame.image))
        return Scores(frame.t, self.labels, p, estimate.box, estimate.landmarks)

    def reset(self) -> None:
        """Run the hand detector on the next frame."""
        self._tracker.reset()

    def use_vocabulary(self, vocabulary: str) -> None:
        """Sum the networks' classes up to another vocabulary; the hand's track goes on."""
        self._model.use_vocabulary(vocabulary)
        self._classifier.use_vocabulary(vocabulary)
        self._second.use_vocabulary(vocabulary)
        self.labels = self._model.labels

    def _improve(self, image: Pixels, estimate: HandEstimate) -> tuple[HandEstimate, NDArray[np.float32]] | None:
        """Return the surest estimate of the second look and its probabilities; None if it has none."""
        best = None
        for improved in self._second.improve(image, estimate):
            own = self._classify(image, improved, self._second.classifier_share)
            if best is None or own.max() > best[1].max():
                best = improved, own
            if own.max() >= self._second.sure:
                break
        return best

    def _classify(self, image: Pixels, estimate: HandEstimate, share: float | None = None) -> NDArray[np.float32]:
        height, width = image.shape[:2]
        with self._timer("letters"):
            return self._classifier.fuse(estimate.p, in_pixels(estimate.landmarks, width, height), share)
