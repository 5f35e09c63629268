"""Weights of the fusion, and the mixture of a batch."""

import numpy as np

from device.recognition.landmark_classifier import FEATURES
from training.datasets.hand_squares import LABELS
from training.fitting.landmark_classifier import BATCH, LandmarkExamples, batches, fusion_weights, turned_back
from training.rendering.landmark_baseline import LandmarkSet


def test_the_more_accurate_classifier_gets_the_larger_weight() -> None:
    label = np.arange(24)
    right = np.full((24, len(LABELS)), 0.01, np.float32)
    right[np.arange(24), label] = 0.76
    wrong = np.roll(right, 1, axis=1)
    signer = np.array(["a", "b"] * 12)
    assert fusion_weights(wrong, right, label, signer)[0] >= 0.5
    assert fusion_weights(right, wrong, label, signer)[0] < 0.5


def test_a_batch_has_the_given_fraction_of_each_source() -> None:
    rng = np.random.default_rng(1)
    own = LandmarkExamples(rng.random((5, 21, 2)).astype(np.float32), np.full(5, 24), np.ones(5))
    posed = LandmarkSet(rng.random((24, 21, 3)), np.arange(24), np.array(["s"] * 24))
    features, labels = batches([(own, 0.25)], posed, seed=1).batch(0, 0)
    assert features.shape == (BATCH, FEATURES)
    assert (labels == 24).sum() == BATCH // 4


def test_landmarks_of_an_upright_square_are_turned_back() -> None:
    upright = np.full((1, 21, 2), 0.5, np.float32)
    upright[0, 9] = (0.5, 0.2)  # up
    right = turned_back(upright, np.array([[0.0, 1.0]], np.float32))
    np.testing.assert_allclose(right[0, 9], (0.3, 0.0), atol=1e-6)
