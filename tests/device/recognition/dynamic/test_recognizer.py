"""A recognizer of static letters with J and Z added: confirmed at once, and never read as I first."""

import numpy as np
import pytest

from device.reading.letters import confirmed_letters
from device.recognition.dynamic.detector import DynamicLetterDetector
from device.recognition.perception import Perception
from device.recognition.recognizer import DynamicLetterRecognizer
from device.recognition.smoothing import Smoother, Thresholds
from device.types import HandBox, Scores
from tests.device.recognition.dynamic.hands import SHAPE, says
from tests.fakes.scripted import Scripted

LABELS = ("A", "I", "nothing", "J", "Z")


class Moving(Scripted):
    """Outputs I in every frame, with landmarks."""

    labels, excluded, metadata, runtime = ("A", "I", "nothing"), ("nothing",), None, "none"

    def recognize(self, frame):
        p = np.array([0, 1, 0], np.float32)
        points = (SHAPE + 200) / np.array(frame.image.shape[1::-1])
        return Scores(frame.t, self.labels, p, HandBox(0, 0, 1, 1, "right"), points.astype(np.float32))


class Script:
    """A network for which J is under way from 0.3 s on and done at 1 s."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.n = 0

    def step(self, x):
        self.n += 1
        t = self.n / 30
        return says() if t < 0.3 else says(J_under_way=0.95) if t < 1 else says(J_done=0.95) if t < 1.3 else says()


def test_a_j_is_confirmed_at_once_and_never_as_an_i():
    from device.types import Frame

    recognizer = DynamicLetterRecognizer(Moving(lambda t: "I"), DynamicLetterDetector(Script()))
    assert recognizer.labels == ("A", "I", "nothing", "J", "Z")
    smoother = Smoother(recognizer.labels, Thresholds(), 0.5, 0.3, recognizer.excluded)
    frames = [Frame(np.zeros((480, 640), np.uint8), i / 30, i) for i in range(90)]
    (letter,) = confirmed_letters(Perception(recognizer, smoother), frames)
    assert (letter.letter, letter.confidence) == ("J", 1.0)
    assert letter.t == pytest.approx(1.05, abs=0.1)


def test_an_excluded_dynamic_letter_is_not_shown():
    smoother = Smoother(LABELS, Thresholds(), 0.5, 0.3, excluded=("J",))
    reading = smoother.update(Scores(0.0, LABELS, np.eye(5, dtype=np.float32)[3], HandBox(0, 0, 1, 1), None, "J"))
    assert reading.letter is None
