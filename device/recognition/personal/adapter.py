"""The personal model: a multinomial logistic regression whose starting point is the networks' answer.

For a hand with landmark features x and the networks' probabilities q, the letters have the logits log q + W z(x, q),
with z standardised. W is learned from the learner's samples with a quadratic penalty, so that few samples change
little: without any, W is 0 and the networks decide alone. Only the letters' shares change: the probabilities of
"nothing" and of the dynamic letters stay as they are. A hand that resembles none of the samples is never read more
surely than the networks read it: other handshapes must not become letters.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from device.recognition.landmark_classifier import landmark_features
from device.recognition.personal.samples import MODEL_LETTERS, HandSample, letters_of, shape_of
from device.types import Scores

MIN_PROBABILITY = 1e-4
PENALTY = 0.1
"""Of the squared weights, against the mean log loss. Chosen on the dev signers (`benchmarks/personal_letters.py`)."""
STEPS = 150
MIN_SPREAD = 0.05
"""Added to the standard deviation of each feature: a hand that was hardly moved must not make noise count."""
SURE = 0.95
"""Probability from which the networks' letter is final while a learner is judged. On dev it costs 0.5 points."""

FAMILIAR = 0.6
"""Mean squared difference of the standardised features to the nearest sample, up to which a hand is a familiar one.
Chosen on the dev signers: other people's other handshapes are then shown as a letter no more often than before."""

Matrix = NDArray[np.float64]


class PersonalLetters:
    """One learner's model; see the module.

    Attributes:
        letters: that the learner has shown; the others stay as the networks see them.
    """

    def __init__(self, samples: Sequence[HandSample]) -> None:
        """Learn from samples; 360 of them take a fifth of a second.

        Args:
            samples: at least one.
        """
        features = landmark_features(np.stack([sample.landmarks for sample in samples])).astype(np.float64)
        p = np.stack([sample.p for sample in samples])
        self.letters = tuple(letter for letter in MODEL_LETTERS if any(s.letter == letter for s in samples))
        self._mean = features.mean(0)
        self._spread = features.std(0) + MIN_SPREAD
        truth = np.array([[sample.letter == letter for letter in MODEL_LETTERS] for sample in samples], np.float64)
        shown = np.array([letter in self.letters for letter in MODEL_LETTERS], np.float64)
        inputs = self._inputs(features, p)
        self._known = inputs[:, : features.shape[1]]
        self._weights = _fitted(inputs, _log(p), truth, shown)

    def read(self, landmarks: NDArray[np.float32], p: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the letters' probabilities with the personal model, float32 (n, letters), each row with its old sum.

        Args:
            landmarks: (n, 21, 2), normalised.
            p: (n, letters), the networks' probabilities.
        """
        inputs = self._inputs(landmark_features(landmarks).astype(np.float64), p)
        total = p.sum(1, keepdims=True)
        read = _softmax(_log(p) + inputs @ self._weights) * total
        features = self._known.shape[1]
        nearest = np.array([((self._known - row[:features]) ** 2).mean(1).min() for row in inputs])
        limited = np.where(nearest[:, None] > FAMILIAR, _limited(read, p.max(1, keepdims=True), total), read)
        return np.asarray(limited, np.float32)

    def apply(self, scores: Scores, width: int, height: int, keep_sure: bool) -> NDArray[np.float32]:
        """Return the probabilities of a frame with the personal model, float32 (labels,), with the sum as before.

        Args:
            scores: of the networks.
            width, height: of the frame.
            keep_sure: leave them as they are if the networks are sure of a letter.
        """
        shape, p = shape_of(scores, width, height), letters_of(scores)
        if shape is None or (keep_sure and p.max() >= SURE):
            return scores.p
        changed = scores.p.copy()
        for letter, own in zip(MODEL_LETTERS, self.read(shape[None], p[None])[0], strict=True):
            if letter in scores.labels:
                changed[scores.labels.index(letter)] = own
        return changed

    def _inputs(self, features: Matrix, p: NDArray[np.float32]) -> Matrix:
        standard = (features - self._mean) / self._spread
        return np.concatenate([standard, _log(p) / 4 + 1, np.ones((len(p), 1))], 1)


def _fitted(inputs: Matrix, offsets: Matrix, truth: Matrix, shown: NDArray[np.float64]) -> Matrix:
    """Return the weights (inputs, letters) after STEPS of Nesterov's accelerated gradient descent.

    The step is the reciprocal of the gradient's Lipschitz constant, so that no step size must be chosen.
    """
    count = len(inputs)
    step = 1 / (np.linalg.norm(inputs, 2) ** 2 / (2 * count) + PENALTY)
    weights = before = np.zeros((inputs.shape[1], truth.shape[1]))
    for number in range(STEPS):
        ahead = weights + number / (number + 3) * (weights - before)
        error = (_softmax(offsets + inputs @ ahead) - truth) * shown
        before, weights = weights, ahead - step * (inputs.T @ error / count + PENALTY * ahead)
    return weights


def _limited(read: Matrix, highest: Matrix, total: Matrix) -> Matrix:
    """Lower the highest probability of each row to `highest`, and raise the others in proportion."""
    best = read.argmax(1)[:, None]
    top = np.take_along_axis(read, best, 1)
    out = read * ((total - highest) / np.maximum(total - top, 1e-9))
    np.put_along_axis(out, best, highest, 1)
    return np.where(top > highest, out, read)


def _log(p: NDArray[np.float32]) -> Matrix:
    return np.asarray(np.log(np.maximum(p, MIN_PROBABILITY)), np.float64)


def _softmax(logits: Matrix) -> Matrix:
    p = np.exp(logits - logits.max(1, keepdims=True))
    return np.asarray(p / p.sum(1, keepdims=True))
