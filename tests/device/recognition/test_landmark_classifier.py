"""Letters from points: geometry without place and size, and two answers made one."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import ModelError
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import (
    FEATURES,
    LandmarkClassifier,
    cap_by_no_letter,
    fuse,
    landmark_features,
    mirrored,
)
from device.recognition.landmarks import LANDMARK_MODEL
from device.settings import MODELS

HANDS = np.random.default_rng(4).normal(size=(3, 21, 2))


def _p(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


@given(st.floats(0.01, 500), st.floats(-900, 900), st.floats(-900, 900))
def test_neither_place_nor_size_of_a_hand_matters(size: float, x: float, y: float) -> None:
    np.testing.assert_allclose(landmark_features(HANDS * size + [x, y]), landmark_features(HANDS), atol=5e-3)
    assert landmark_features(HANDS).shape == (3, FEATURES)


def test_mirroring_twice_changes_nothing() -> None:
    np.testing.assert_array_equal(mirrored(mirrored(HANDS)), HANDS)


def test_agreement_is_surer_than_either_and_a_share_of_nought_or_one_asks_one_alone() -> None:
    a, b = _p(0.6, 0.3, 0.1), _p(0.5, 0.1, 0.4)
    np.testing.assert_allclose(fuse(a, b, 0.0, 1.0), a, atol=1e-6)
    np.testing.assert_allclose(fuse(a, b, 1.0, 1.0), b, atol=1e-6)
    assert fuse(a, b, 0.5, 0.5)[0] > 0.6


def test_a_nought_of_eight_bits_can_be_outweighed() -> None:
    assert fuse(_p(0.0, 1.0), _p(1.0, 0.0), 0.9, 1.0).argmax() == 0


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.floats(0, 1), st.floats(0.3, 2))
def test_the_answer_is_always_a_probability(values: list[float], share: float, temperature: float) -> None:
    p = fuse(_p(*values), _p(*values[::-1]), share, temperature)
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert (p >= 0).all()


@given(st.lists(st.floats(0.01, 1), min_size=4, max_size=4), st.floats(0, 1))
def test_doubt_makes_letters_less_likely_by_the_same_share(values: list[float], doubt: float) -> None:
    p = _p(*values) / np.float32(sum(values))
    doubted = cap_by_no_letter(p, doubt, 3)
    assert doubted.sum() == pytest.approx(1, abs=1e-4)
    assert doubted[3] == pytest.approx(max(doubt, p[3]), abs=1e-6)
    np.testing.assert_allclose(doubted[:3] * p[0], p[:3] * doubted[0], atol=1e-5)


def test_left_and_right_hands_get_the_same_answer() -> None:
    head = LandmarkClassifier(Model(LANDMARK_MODEL.with_name("letters.tflite")))
    hand = HANDS[0].astype(np.float32) * 40 + 100
    np.testing.assert_allclose(head.read(hand), head.read(hand * [-1, 1] + [300, 0]), atol=0.02)
    assert head.read(hand).sum() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("name", "value"), [("share", -1.0), ("share", 2.0), ("temperature", 0.0)])
def test_a_weight_that_makes_no_sense_is_refused(tmp_path: Path, name: str, value: float) -> None:
    for end in (".tflite", ".json"):
        shutil.copy(LANDMARK_MODEL.with_name(f"letters{end}"), tmp_path)
    path = tmp_path / "letters.json"
    table = json.loads(path.read_text())
    table["thresholds"][name] = value
    path.write_text(json.dumps(table))
    with pytest.raises(ModelError, match="share outside of 0–1 or a temperature"):
        LandmarkClassifier(Model(path.with_suffix(".tflite")))


def test_points_all_in_one_place_are_no_accident() -> None:
    assert np.isfinite(landmark_features(np.zeros((1, 21, 2)))).all()


def test_a_model_that_is_no_letter_head_is_named() -> None:
    with pytest.raises(ModelError, match=r"finder\.tflite"):
        LandmarkClassifier(Model(MODELS / "station" / "finder.tflite"))
