"""What a reader says of some frames: letters, boxes and points, in arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from device.recognition.baseline import GuideBoxRecognizer
from device.recognition.recognizer import Recognizer, open_recognizer
from device.settings import RecognitionSettings
from device.types import Frame, Scores
from training.evaluation.frame_systems import Answer, ClassifierReader, answer
from training.evaluation.picture_set import Pictures
from training.networks.base import LetterClassifier
from training.progress import progress

POINTS = 21


@dataclass(frozen=True)
class Seen:
    """Of n frames.

    Attributes:
        scores: float32 (n, labels), zeros where no hand was found.
        found: bool (n,).
        points: float32 (n, 21, 2), fractions of the frame; NaN where none were placed.
    """

    scores: NDArray[np.float32]
    found: NDArray[np.bool_]
    points: NDArray[np.float32]

    @property
    def boxes(self) -> NDArray[np.float32]:
        """float32 (n, 4), x0 y0 x1 y1 around the points; NaN without."""
        return np.concatenate([self.points.min(1), self.points.max(1)], 1)

    def answers(self, reader: "Reader") -> list[Answer]:
        """As training.evaluation takes them."""
        said = [answer(reader.labels, row, reader.excluded) for row in self.scores]
        return [
            one if found else Answer(None, 0.0, one.scores, found=False)
            for one, found in zip(said, self.found, strict=True)
        ]


class Reader(Protocol):
    """A row of the scoreboard.

    Attributes:
        name, how: as in tables; where it looks in a whole frame.
        labels: of Seen.scores' columns; excluded: those never given as an answer.
        enter: least confidence at which it shows a letter of a single frame.
        places: it says where the hand's points are.
    """

    name: str
    how: str
    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    enter: float
    places: bool

    def see(self, pictures: Pictures) -> Seen:
        """Every frame by itself."""
        ...

    def follow(self, pictures: Pictures, period_s: float) -> Seen:
        """Frames of a burst one after the other, `period_s` apart; a change of session begins a new burst."""
        ...


class Once:
    """A reader that looks at a set of frames once, however often it is asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._seen: dict[str, Seen] = {}
        self.name, self.how, self.places = reader.name, reader.how, reader.places
        self.labels, self.excluded, self.enter = reader.labels, reader.excluded, reader.enter

    def see(self, pictures: Pictures) -> Seen:
        """See Reader."""
        if pictures.key not in self._seen:
            self._seen[pictures.key] = self._reader.see(pictures)
        return self._seen[pictures.key]

    def follow(self, pictures: Pictures, period_s: float) -> Seen:
        """See Reader."""
        return self._reader.follow(pictures, period_s)


class DeviceEyes:
    """A recogniser of the device, int8, as it runs on the Pi."""

    def __init__(self, name: str, recognizer: Recognizer) -> None:
        self.name = name
        self.recognizer = recognizer
        self.labels = recognizer.labels
        self.excluded = recognizer.excluded
        self.enter = recognizer.thresholds.enter
        self.places = not isinstance(recognizer, GuideBoxRecognizer)
        self.how = "its own finder" if self.places else ClassifierReader.how

    @classmethod
    def open(cls, name: str, model: Path) -> "DeviceEyes":
        """The recogniser of a model file.

        Raises:
            ModelError: it is missing or damaged.
        """
        return cls(name, open_recognizer(RecognitionSettings(model=str(model))))

    def see(self, pictures: Pictures) -> Seen:
        """See Reader."""
        said = []
        for image in progress(pictures.images, f"{self.name}, single frames"):
            self.recognizer.reset()
            said.append(self.recognizer.recognize(Frame(image, 0.0)))
        return self._seen(said)

    def follow(self, pictures: Pictures, period_s: float) -> Seen:
        """See Reader."""
        said: list[Scores] = []
        for number, image in enumerate(progress(pictures.images, f"{self.name}, bursts")):
            if number == 0 or pictures.samples[number].session != pictures.samples[number - 1].session:
                self.recognizer.reset()
            said.append(self.recognizer.recognize(Frame(image, number * period_s)))
        return self._seen(said)

    def _seen(self, said: Sequence[Scores]) -> Seen:
        nowhere = np.full((POINTS, 2), np.nan, np.float32)
        return Seen(
            np.array([scores.p for scores in said], np.float32),
            np.array([scores.box is not None for scores in said]),
            np.array([nowhere if scores.landmarks is None else scores.landmarks for scores in said], np.float32),
        )


class GuideBoxEyes:
    """A letter classifier on the fixed guide box: logistic regression, random forest."""

    excluded: tuple[str, ...] = ()
    places = False
    how = ClassifierReader.how

    def __init__(self, name: str, model: LetterClassifier, enter: float) -> None:
        self.name = name
        self.labels = model.labels
        self.enter = enter
        self._reader = ClassifierReader(name, model)

    def see(self, pictures: Pictures) -> Seen:
        """See Reader."""
        said = self._reader.read(pictures.images)
        nowhere = np.full((len(said), POINTS, 2), np.nan, np.float32)
        return Seen(np.array([one.scores for one in said], np.float32), np.ones(len(said), bool), nowhere)

    def follow(self, pictures: Pictures, period_s: float) -> Seen:
        """See Reader; it remembers nothing."""
        return self.see(pictures)
