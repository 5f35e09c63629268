"""Perception: recognize and smooth in one order, and start again after a reset."""

import numpy as np

from device.recognition.perception import Perception, open_perception
from device.recognition.smoothing import Smoother, Thresholds
from device.settings import Settings
from device.system.timing import StageTimer
from device.types import Frame
from tests.fakes.scripted import LABELS, Scripted

GREY = np.full((48, 64), 120, np.uint8)


def frames(seconds: float, fps: int = 30) -> list[Frame]:
    return [Frame(GREY, i / fps, i) for i in range(round(seconds * fps))]


def test_scores_are_of_the_frame_and_the_reading_is_smoothed():
    recognizer = Scripted(lambda t: "A" if t < 1 else "B")
    perception = Perception(recognizer, Smoother(LABELS, Thresholds(), 0.5, 0.3, ("nothing",)))
    seen = [perception.see(frame) for frame in frames(1.1)]
    scores, reading = seen[-1]
    assert scores.top(1)[0][0] == "B"
    assert reading.letter == "A"
    assert "".join(each.letter for _, each in seen if each.fresh) == "A"


def test_a_reset_discards_the_state_of_both():
    recognizer = Scripted(lambda t: "A")
    perception = Perception(recognizer, Smoother(LABELS, Thresholds(), 0.5, 0.3, ("nothing",)))
    for frame in frames(1.0):
        perception.see(frame)
    perception.reset()
    assert recognizer.resets == 1
    assert perception.see(Frame(GREY, 1.0, 30))[1].letter is None


def test_the_settings_open_the_bundled_landmark_pipeline_with_j_and_z(hand_picture):
    timer = StageTimer()
    perception = open_perception(Settings(), timer)
    assert perception.labels[-2:] == ("J", "Z")
    assert "nothing" in perception.excluded
    assert perception.metadata.sha256
    assert perception.runtime
    scores, reading = perception.see(Frame(hand_picture, 0.0))
    assert scores.box is not None
    assert reading.letter is None
    assert {"find", "preprocess", "inference", "letters", "motion", "smoothing"} <= set(timer.seconds)
