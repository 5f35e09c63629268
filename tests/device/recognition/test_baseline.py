"""The baseline pipeline: its guide box, and the classification of its content."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import ModelError
from device.recognition.baseline import GuideBoxRecognizer, guide_box
from device.recognition.recognizer import DYNAMIC_MODEL
from device.settings import RecognitionSettings
from device.types import Frame

SETTINGS = RecognitionSettings()


@given(st.integers(32, 800), st.integers(32, 800), st.floats(0, 1), st.floats(0, 1), st.floats(0.05, 1))
def test_the_guide_box_lies_within_the_frame(width, height, x, y, size):
    box = guide_box(np.zeros((height, width), np.uint8), RecognitionSettings(guide_x=x, guide_y=y, guide_size=size))
    assert 0 <= box.x0 <= box.x1 <= 1
    assert 0 <= box.y0 <= box.y1 <= 1


def test_a_centred_guide_box_is_a_square_in_pixels():
    box = guide_box(np.zeros((480, 640), np.uint8), SETTINGS)
    assert (box.x1 - box.x0) * 640 == pytest.approx((box.y1 - box.y0) * 480)
    assert (box.y1 - box.y0) == pytest.approx(SETTINGS.guide_size)


def test_a_square_frame_is_taken_as_a_cropped_hand():
    box = guide_box(np.zeros((28, 28), np.uint8), SETTINGS)
    assert (box.x0, box.y0, box.x1, box.y1) == (0, 0, 1, 1)


def test_every_frame_has_the_guide_box_and_probabilities():
    recognizer = GuideBoxRecognizer(SETTINGS)
    image = np.full((480, 640), 90, np.uint8)
    scores = recognizer.recognize(Frame(image, 2.0))
    assert scores.box == guide_box(image, SETTINGS)
    assert scores.landmarks is None
    assert scores.p.sum() == pytest.approx(1, abs=0.05)
    recognizer.reset()
    assert np.array_equal(recognizer.recognize(Frame(image, 3.0)).p, scores.p)


def test_a_model_that_does_not_classify_images_is_refused():
    with pytest.raises(ModelError, match="does not classify images"):
        GuideBoxRecognizer(RecognitionSettings(model=str(DYNAMIC_MODEL)))
