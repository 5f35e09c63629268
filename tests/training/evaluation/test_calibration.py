"""Calibration: confidence against accuracy."""

import numpy as np
import pytest

from training.evaluation.calibration import reliability


def test_calibration_error_is_zero_when_confidence_equals_accuracy_and_one_when_it_is_opposite():
    assert reliability(np.array([0.75] * 4), np.array([True, True, True, False]))["ece"] == pytest.approx(0)
    assert reliability(np.ones(5), np.zeros(5, bool))["ece"] == pytest.approx(1)
    assert reliability(np.ones(5), np.zeros(5, bool))["bins"] == [{"confidence": 1.0, "accuracy": 0.0, "count": 5}]
