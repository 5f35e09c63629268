"""Marks over time: steady, sure, and forgotten with the hand."""

import numpy as np

from benchmarks.finger_marks import Eyes
from device.tutor.finger_marks import FORGOTTEN, MIN_FRAMES, FingerMarks
from device.types import Frame, Scores
from training.rendering.wrong_fingers import VIEW, varied

IMAGE = np.zeros((VIEW.height, VIEW.width), np.uint8)


def scores_of(letter: str | None) -> Scores:
    landmarks = None
    if letter is not None:
        points = Eyes(None).see(varied(letter, np.random.default_rng(2))).landmarks
        landmarks = (points / [VIEW.width, VIEW.height]).astype(np.float32)
    return Scores(0.0, ("A",), np.zeros(1, np.float32), None, landmarks)


def see(marks: FingerMarks, shown: str | None, asked: str | None = "A", rival: str | None = "S") -> list[str]:
    return [each.finger for each in marks.see(Frame(IMAGE, 0.0), scores_of(shown), "right", asked, rival)]


def test_a_mark_comes_after_some_frames_and_goes_with_the_letter_or_the_hand():
    marks = FingerMarks()
    seen = [see(marks, "S") for _ in range(MIN_FRAMES)]
    assert seen == [[]] * (MIN_FRAMES - 1) + [["thumb"]]
    assert see(marks, None) == ["thumb"]  # one frame without landmarks
    for _ in range(FORGOTTEN):
        gone = see(marks, None)
    assert gone == []
    assert [see(marks, "S") for _ in range(MIN_FRAMES)][-1] == ["thumb"]
    assert see(marks, "S", asked=None) == []
    assert see(marks, "S") == []


def test_a_corrected_finger_loses_its_mark():
    marks = FingerMarks()
    for _ in range(MIN_FRAMES):
        see(marks, "S")
    assert [see(marks, "A") for _ in range(12)][-1] == []
