"""The landmark classifier: its features, and its treatment of left and right hands."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import ModelError
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import FEATURES, LandmarkClassifier, landmark_features, mirrored
from device.recognition.recognizer import LANDMARK_MODEL

HANDS = np.random.default_rng(4).normal(size=(3, 21, 2))


@given(st.floats(0.01, 500), st.floats(-900, 900), st.floats(-900, 900))
def test_features_do_not_depend_on_position_and_size(size: float, x: float, y: float) -> None:
    np.testing.assert_allclose(landmark_features(HANDS * size + [x, y]), landmark_features(HANDS), atol=5e-3)
    assert landmark_features(HANDS).shape == (3, FEATURES)


def test_features_of_coinciding_landmarks_are_finite() -> None:
    assert np.isfinite(landmark_features(np.zeros((1, 21, 2)))).all()


def test_mirroring_twice_changes_nothing() -> None:
    np.testing.assert_array_equal(mirrored(mirrored(HANDS)), HANDS)


def test_left_and_right_hands_get_the_same_probabilities() -> None:
    classifier = LandmarkClassifier(Model(LANDMARK_MODEL.with_name("letters.tflite")))
    hand = HANDS[0].astype(np.float32) * 40 + 100
    np.testing.assert_allclose(classifier.predict(hand), classifier.predict(hand * [-1, 1] + [300, 0]), atol=0.02)
    assert classifier.predict(hand).sum() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("name", "value"), [("share", -1.0), ("share", 2.0), ("temperature", 0.0)])
def test_a_threshold_out_of_range_is_refused(tmp_path: Path, name: str, value: float) -> None:
    for end in (".tflite", ".json"):
        shutil.copy(LANDMARK_MODEL.with_name(f"letters{end}"), tmp_path)
    path = tmp_path / "letters.json"
    table = json.loads(path.read_text())
    table["thresholds"][name] = value
    path.write_text(json.dumps(table))
    with pytest.raises(ModelError, match="share outside of 0–1 or a temperature"):
        LandmarkClassifier(Model(path.with_suffix(".tflite")))


def test_another_kind_of_model_is_refused() -> None:
    with pytest.raises(ModelError, match=r"finder\.tflite"):
        LandmarkClassifier(Model(LANDMARK_MODEL.with_name("finder.tflite")))
