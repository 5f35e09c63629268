"""The landmark model: estimates of one hand."""

import numpy as np
import pytest

from device.errors import ModelError
from device.recognition.hand_square import HandSquare
from device.recognition.interpreter import Model
from device.recognition.landmarks import HandEstimate, LandmarkModel, average
from device.recognition.recognizer import LANDMARK_MODEL


def test_the_average_of_two_estimates_is_their_mean() -> None:
    a = HandEstimate(np.array([1.0, 0.0], np.float32), np.zeros((21, 2), np.float32), 1.0, 1.0, 9.0)
    b = HandEstimate(np.array([0.0, 1.0], np.float32), np.ones((21, 2), np.float32), 0.5, 0.2, 7.0)
    both = average(a, b)
    np.testing.assert_allclose(both.p, [0.5, 0.5])
    np.testing.assert_allclose(both.landmarks, 0.5)
    assert both.box.hand == "right"
    assert both.box.score == pytest.approx(0.75)
    assert both.peak == pytest.approx(8.0)


def test_another_kind_of_model_is_refused() -> None:
    with pytest.raises(ModelError, match="is not a landmark model"):
        LandmarkModel(Model(LANDMARK_MODEL.with_name("finder.tflite")))


def test_a_square_outside_of_the_frame_gives_no_estimate(hand_picture: np.ndarray) -> None:
    model = LandmarkModel(Model(LANDMARK_MODEL))
    assert model.estimate(hand_picture, HandSquare(3000, 3000, 200)) is None
