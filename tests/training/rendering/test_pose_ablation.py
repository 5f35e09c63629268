"""The geometry experiment: features that ignore place and size, and a reader that learns letters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sklearn")
pytest.importorskip("numba")

from device.recognition.landmark_classifier import landmark_features, mirrored
from training.errors import DataError
from training.rendering.pose_ablation import Net, posed_hands, real_hands, train

HAND = np.random.default_rng(1).normal(size=(1, 21, 2))


@given(st.floats(0.01, 100), st.floats(-50, 50), st.floats(-50, 50))
def test_features_ignore_place_and_size(scale, x, y):
    np.testing.assert_allclose(landmark_features(HAND * scale + [x, y]), landmark_features(HAND), atol=2e-3)


def test_mirroring_twice_changes_nothing():
    np.testing.assert_array_equal(mirrored(mirrored(HAND)), HAND)


def test_letters_are_learned_from_poses_and_read_on_other_people(tmp_path):
    ours, others = posed_hands(12, 1, people=3), posed_hands(3, 2, people=3)
    net = train([ours], seed=1, rounds=3, batch=1500)
    flat = others.points[..., :2] / (8 - others.points[..., 2:])
    assert (net.read(flat) == others.letters).mean() > 0.5  # chance is 0.04
    np.testing.assert_allclose(net.probabilities(flat).sum(1), 1)
    np.testing.assert_allclose(net.probabilities(mirrored(flat)), net.probabilities(flat))
    with (tmp_path / "net.npz").open("wb") as file:
        net.save(file)
    np.testing.assert_array_equal(Net.load(tmp_path / "net.npz").probabilities(flat), net.probabilities(flat))


def test_a_missing_index_is_named(tmp_path):
    with pytest.raises(DataError, match="signers"):
        real_hands(tmp_path, "train")
