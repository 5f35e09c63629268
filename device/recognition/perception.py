"""Frame → Scores → Reading: recognizer, personal letters and smoother in their one order."""

from dataclasses import replace

from device.recognition.dynamic.decisions import extra_hold_for
from device.recognition.metadata import Metadata
from device.recognition.personal import PersonalLetters
from device.recognition.recognizer import Recognizer, open_recognizer
from device.recognition.smoothing import Smoother
from device.recognition.vocabulary import vocabulary_of
from device.settings import Settings
from device.system.timing import NoTimer, StageTimer
from device.types import Frame, Reading, Scores


class Perception:
    """Recognizes each frame and smooths the result over time."""

    def __init__(self, recognizer: Recognizer, smoother: Smoother, timer: StageTimer | None = None) -> None:
        """Connect a recognizer and a smoother.

        Args:
            recognizer: the source of the scores.
            smoother: must have the recognizer's labels.
            timer: records the stage "smoothing".
        """
        self._recognizer = recognizer
        self._smoother = smoother
        self._timer = timer or NoTimer()
        self._personal: PersonalLetters | None = None
        self._keep_sure = True

    @property
    def labels(self) -> tuple[str, ...]:
        """Classes in the order of `Scores.p`."""
        return self._recognizer.labels

    @property
    def vocabulary(self) -> str:
        """Vocabulary that is read now."""
        return vocabulary_of(self.labels)

    @property
    def vocabularies(self) -> tuple[str, ...]:
        """Vocabularies that can be read, some of settings.VOCABULARIES."""
        return self._recognizer.vocabularies

    @property
    def excluded(self) -> tuple[str, ...]:
        """Classes that are never shown to a learner."""
        return self._recognizer.excluded

    @property
    def metadata(self) -> Metadata:
        """Metadata of the model that classifies the letters."""
        return self._recognizer.metadata

    @property
    def runtime(self) -> str:
        """TFLite runtime in use."""
        return self._recognizer.runtime

    def see(self, frame: Frame) -> tuple[Scores, Reading]:
        """Recognize one frame and return its scores and the smoothed reading.

        Args:
            frame: the next frame; its time must not be before that of the frame before.
        """
        scores = self._recognizer.recognize(frame)
        if self._personal is not None and self.vocabulary == "letters":
            height, width = frame.image.shape[:2]
            scores = replace(scores, p=self._personal.apply(scores, width, height, self._keep_sure))
        with self._timer("smoothing"):
            return scores, self._smoother.update(scores)

    def use_vocabulary(self, vocabulary: str) -> None:
        """Read one of `vocabularies` from the next frame on; no network is loaded again.

        `labels` change with it. A learner's letters apply to the letters only.
        """
        if vocabulary == self.vocabulary:
            return
        self._recognizer.use_vocabulary(vocabulary)
        self._smoother = self._smoother.with_labels(self.labels, extra_hold_for(self.labels))

    def personalise(self, personal: PersonalLetters | None, keep_sure: bool = True) -> None:
        """Read with one learner's letters from the next frame on; None for the networks alone.

        Args:
            personal: model of the hand that is expected.
            keep_sure: leave letters as they are of which the networks are sure, as while a learner is judged.
        """
        self._personal, self._keep_sure = personal, keep_sure

    def reset(self) -> None:
        """Discard all tracking and smoothing state: the next frame does not follow the last one."""
        self._smoother.reset()
        self._recognizer.reset()


def open_perception(settings: Settings, timer: StageTimer | None = None) -> Perception:
    """Load the recognizer that the settings name, with a smoother for its labels and thresholds.

    Args:
        settings: `recognition` and `smoothing` are used.
        timer: records the duration of each stage.

    Raises:
        ModelError: a model or its metadata is missing, damaged or not usable.
    """
    recognizer = open_recognizer(settings.recognition, timer)
    return Perception(recognizer, make_smoother(recognizer, settings), timer)


def make_smoother(recognizer: Recognizer, settings: Settings) -> Smoother:
    """Create the smoother for a recognizer's labels, thresholds and excluded classes."""
    times = settings.smoothing
    return Smoother(
        recognizer.labels,
        recognizer.thresholds,
        times.window_s,
        times.hold_s,
        recognizer.excluded,
        extra_hold_for(recognizer.labels),
    )
