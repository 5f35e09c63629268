"""What can be asked to read a frame: every row of the scoreboard is one of these."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER
from device.recognition.baseline import GuideBoxRecognizer, guide_box
from device.recognition.geometry import square_around
from device.recognition.preprocess import crop_grey
from device.recognition.recognizer import Recognizer
from device.settings import RecognitionSettings
from device.types import Frame, HandBox, Pixels
from training.networks.base import LetterClassifier
from training.progress import progress

BATCH = 256


@dataclass(frozen=True)
class Answer:
    """What a reader says of one frame by itself.

    Attributes:
        letter: the likeliest letter whatever its confidence; None when no hand was found, or the likeliest
            class is `nothing` or one never shown to a learner.
        confidence: of the likeliest class, 0–1; 0 without a hand.
        scores: probabilities in the order of the reader's labels; zeros without a hand.
        found: a hand was found (always true for a fixed guide box).
        cpu_ms: where the reader measures it itself.
    """

    letter: str | None
    confidence: float
    scores: NDArray[np.float32] = field(repr=False)
    found: bool = True
    cpu_ms: float | None = None


class System(Protocol):
    """Reads single frames.

    Attributes:
        name: as in tables.
        labels: classes in the order of Answer.scores.
        how: one sentence: where it looks in a whole frame.
        whole_frames, given_boxes: what it can be asked.
    """

    name: str
    labels: tuple[str, ...]
    how: str
    whole_frames: bool
    given_boxes: bool

    def read(self, images: Sequence[Pixels], boxes: Sequence[HandBox] | None = None) -> list[Answer]:
        """One answer a grey frame; with `boxes`, of the hand in that box (read as a square 1.4 times as large)."""
        ...


def answer(labels: Sequence[str], scores: NDArray[np.float32], excluded: Sequence[str] = ()) -> Answer:
    """The answer of one row of scores."""
    best = int(scores.argmax())
    letter = None if labels[best] in (*excluded, NO_LETTER) else labels[best]
    return Answer(letter, float(scores[best]), scores)


class ClassifierReader:
    """A letter classifier at the guide box of the station's default settings."""

    how = "the fixed guide box in the middle of the frame"
    whole_frames = given_boxes = True

    def __init__(self, name: str, model: LetterClassifier) -> None:
        self.name = name
        self.labels = model.labels
        self._model = model
        self._settings = RecognitionSettings()

    def read(self, images: Sequence[Pixels], boxes: Sequence[HandBox] | None = None) -> list[Answer]:
        """See FrameReader."""
        squares = [
            crop_grey(
                image, guide_box(image, self._settings) if boxes is None else around(image, boxes[i]), self._model.size
            )
            for i, image in enumerate(images)
        ]
        answers: list[Answer] = []
        for start in range(0, len(squares), BATCH):
            scores = self._model.scores(np.stack(squares[start : start + BATCH]))
            answers += [answer(self.labels, row) for row in scores]
        return answers


class DeviceReader:
    """A recogniser of the device, as it runs on the Pi: int8, frame by frame, without its memory of the last."""

    whole_frames = True

    def __init__(self, name: str, recognizer: Recognizer) -> None:
        self.name = name
        self.labels = recognizer.labels
        fixed = isinstance(recognizer, GuideBoxRecognizer)
        self.how = ClassifierReader.how if fixed else "its own finder; a hand not found counts as wrong"
        self.given_boxes = fixed
        self._recognizer = recognizer

    def read(self, images: Sequence[Pixels], boxes: Sequence[HandBox] | None = None) -> list[Answer]:
        """See FrameReader."""
        return [self._one(image, None if boxes is None else boxes[i]) for i, image in enumerate(images)]

    def _one(self, image: Pixels, box: HandBox | None) -> Answer:
        recognizer = self._recognizer
        if box is not None:
            assert isinstance(recognizer, GuideBoxRecognizer)
            return answer(self.labels, recognizer.read(image, around(image, box)), recognizer.excluded)
        recognizer.reset()
        scores = recognizer.recognize(Frame(image, 0.0))
        if scores.box is None:
            return Answer(None, 0.0, scores.p, found=False)
        return answer(self.labels, scores.p, recognizer.excluded)


def around(image: Pixels, box: HandBox) -> HandBox:
    """The square to read for a given box."""
    return square_around(box, image.shape[1], image.shape[0])


def read_all(
    reader: System, images: Sequence[Pixels], boxes: Sequence[HandBox] | None = None, title: str = ""
) -> list[Answer]:
    """`reader.read` in batches, with a progress bar."""
    answers: list[Answer] = []
    for start in progress(range(0, len(images), BATCH), title or f"Reading: {reader.name}"):
        part = slice(start, start + BATCH)
        answers += reader.read(images[part], None if boxes is None else boxes[part])
    return answers
