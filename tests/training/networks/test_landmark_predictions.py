"""Predictions of a landmark model that was trained in bfloat16."""

import numpy as np
import pytest

from training.networks.landmark_predictions import landmarks_of, predict

ml_dtypes = pytest.importorskip("ml_dtypes")
CELLS = 24


class BfloatModel:
    """A landmark model that answers in bfloat16: every landmark lies in the middle of one cell."""

    def predict(self, inputs, batch_size, verbose):
        """Return letters, heatmaps and hand."""
        heatmaps = np.zeros((len(inputs[0]), CELLS, CELLS, 21))
        heatmaps[:, 5, 11] = 20.0
        outputs = np.ones((len(inputs[0]), 25)), heatmaps, np.ones((len(inputs[0]), 2))
        return [output.astype(ml_dtypes.bfloat16) for output in outputs]


def test_the_landmarks_of_a_bfloat16_model_are_located():
    letters, heatmaps, hand = predict(BfloatModel(), np.zeros((2, 96, 96), np.uint8), np.zeros((2, 2), np.float32))
    assert {output.dtype for output in (letters, heatmaps, hand)} == {np.dtype(np.float32)}
    np.testing.assert_allclose(landmarks_of(heatmaps), np.tile([11.5 / CELLS, 5.5 / CELLS], (2, 21, 1)), atol=1e-4)
