"""Samples, image sets and systems with known answers, for tests of the figures."""

import numpy as np

from device.alphabet import NO_LETTER
from training.datasets.sample import Sample
from training.evaluation.image_set import ImageSet
from training.evaluation.predictions import Predictions

LABELS = ("A", "B", "S", NO_LETTER)
WIDTH, HEIGHT = 200, 100


def blank():
    return np.zeros((HEIGHT, WIDTH), np.uint8)


def sample(letter="A", signer="Ada", landmarks=None, session="s", box=None):
    name = f"{signer}{letter}"
    return Sample("signers", name, letter, signer, session, "eval", "frame", blank, landmarks=landmarks, box=box)


def image_set(samples):
    return ImageSet.of(list(samples), [blank() for _ in samples])


def hand(x, y, size=0.2):
    """21 landmarks on a square of `size` of the frame's height, float32 (21, 3)."""
    points = np.zeros((21, 3), np.float32)
    points[:, 0], points[:, 1] = x + size / 2 * np.linspace(0, 1, 21), y + size * np.linspace(0, 1, 21)
    return points


def pose(*values):
    return np.array(values, np.float32)


def predictions(scores, found=None, landmarks=None):
    scores = np.array(scores, np.float32)
    made = Predictions.without_landmarks(LABELS, (NO_LETTER,), scores, None if found is None else np.array(found))
    if landmarks is None:
        return made
    return Predictions(made.labels, made.excluded, made.scores, made.found, np.array(landmarks, np.float32))


def spoken(letters, confidence=0.9):
    """Predictions of single letters ("–": no hand found), all with one confidence or with one each."""
    labels = tuple("ABCDEFGHIKLMNOPQRSTUVWXY")
    values = np.broadcast_to(confidence, len(letters))
    scores = np.zeros((len(letters), 24), np.float32)
    for i, letter in enumerate(letters):
        if letter != "–":
            scores[i] = (1 - values[i]) / 23
            scores[i, labels.index(letter)] = values[i]
    return Predictions.without_landmarks(labels, (), scores, np.array([letter != "–" for letter in letters]))


class MadeUpSystem:
    """Answers what it is given, and counts how often it is asked."""

    name, how, labels, excluded, enter = "made up", "nowhere", LABELS, (NO_LETTER,), 0.55
    places_landmarks, takes_boxes, live = True, False, True

    def __init__(self, answer):
        self.answer, self.asked = answer, 0

    def predict(self, images, boxes=None):
        self.asked += 1
        return self.answer
