"""The landmark model: estimates of one hand."""

import numpy as np
import pytest

from device.errors import ModelError
from device.recognition.hand_square import HandSquare
from device.recognition.interpreter import Model
from device.recognition.landmarks import LandmarkModel
from device.recognition.recognizer import LANDMARK_MODEL


def test_another_kind_of_model_is_refused() -> None:
    with pytest.raises(ModelError, match="is not a landmark model"):
        LandmarkModel(Model(LANDMARK_MODEL.with_name("finder.tflite")))


def test_a_square_outside_of_the_frame_gives_no_estimate(hand_picture: np.ndarray) -> None:
    model = LandmarkModel(Model(LANDMARK_MODEL))
    assert model.estimate(hand_picture, HandSquare(3000, 3000, 200)) is None
