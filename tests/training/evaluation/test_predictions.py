"""Predictions: which letter counts as the answer, and with what confidence."""

import numpy as np

from device.alphabet import NO_LETTER
from tests.training.evaluation.made_up import LABELS, predictions
from training.evaluation.predictions import NO_ANSWER, Predictions


def test_the_most_likely_letter_is_the_answer_whatever_its_confidence():
    made = predictions([[0.3, 0.2, 0.25, 0.25], [0, 1, 0, 0]])
    assert made.letters.tolist() == ["A", "B"]
    assert np.allclose(made.confidence, [0.3, 1.0])
    assert made.shown(0.55).tolist() == [False, True]


def test_no_letter_an_excluded_letter_and_a_missing_hand_are_no_answer():
    scores = np.array([[0, 0, 0, 1], [0, 0, 1, 0], [1, 0, 0, 0]], np.float32)
    made = Predictions.without_landmarks(LABELS, ("S",), scores, np.array([True, True, False]))
    assert LABELS[3] == NO_LETTER
    assert made.letters.tolist() == [NO_ANSWER] * 3
    assert made.confidence.tolist() == [1.0, 1.0, 0.0]
    assert made.as_json() == {"letters": [None] * 3, "confidence": [1.0, 1.0, 0.0], "found": [1, 1, 0]}


def test_boxes_are_around_the_landmarks():
    landmarks = np.zeros((1, 21, 2), np.float32)
    landmarks[0, 5] = [0.5, 0.25]
    assert predictions([[1, 0, 0, 0]], landmarks=landmarks).boxes.tolist() == [[0, 0, 0.5, 0.25]]
    assert np.isnan(predictions([[1, 0, 0, 0]]).boxes).all()
