"""A recognizer that outputs what the test scripts, one letter for each frame, and the perception around it."""

from types import SimpleNamespace

import numpy as np

from device.alphabet import DIGITS
from device.recognition.perception import Perception
from device.recognition.smoothing import Smoother, Thresholds
from device.types import Frame, HandBox, Scores

LABELS = ("A", "B", "C", "nothing")


class Scripted:
    """`say` maps a frame's time to a letter, or to None for no hand."""

    labels, excluded, thresholds = LABELS, ("nothing",), Thresholds()
    vocabularies: tuple[str, ...] = ("letters",)
    metadata = SimpleNamespace(
        name="scripted",
        sha256="0" * 64,
        thresholds={},
        letter_recall=dict,
        number_recall=dict,
        numbers_read=lambda: None,
        outputs=("p",),
    )

    def __init__(self, say):
        self._say = say
        self.resets = 0

    def recognize(self, frame: Frame) -> Scores:
        letter = self._say(frame.t)
        p = np.zeros(len(self.labels), np.float32)
        if letter is not None:
            p[self.labels.index(letter if letter in self.labels else "nothing")] = 1.0
        return Scores(frame.t, self.labels, p, None if letter is None else HandBox(0.2, 0.2, 0.8, 0.8))

    def reset(self) -> None:
        self.resets += 1


class ScriptedNumbers(Scripted):
    """Reads numbers, too; `share` of them right, by its metadata."""

    vocabularies = ("letters", "numbers")

    def __init__(self, say, share):
        super().__init__(say)
        self.metadata = SimpleNamespace(**{**vars(Scripted.metadata), "numbers_read": lambda: share})

    def use_vocabulary(self, vocabulary: str) -> None:
        self.labels = LABELS if vocabulary == "letters" else (*DIGITS, "nothing")


def perception_of(say, hold_s: float = 0.3, recognizer: Scripted | None = None) -> Perception:
    """The scripted recognizer with a smoother of half a second."""
    recognizer = recognizer or Scripted(say)
    smoother = Smoother(recognizer.labels, recognizer.thresholds, 0.5, hold_s, recognizer.excluded)
    return Perception(recognizer, smoother)
