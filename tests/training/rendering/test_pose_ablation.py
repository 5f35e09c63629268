"""The geometry experiment: features that ignore place and size, and a classifier that learns letters."""

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sklearn")
pytest.importorskip("numba")

from device.recognition.landmark_classifier import landmark_features, mirrored
from tests.training import sample_folder
from training.__main__ import main
from training.datasets import signers
from training.errors import DataError
from training.evaluation.access_log import touches
from training.rendering.landmark_baseline import LandmarkNetwork, posed_landmarks, tracked_landmarks, train_network

HAND = np.random.default_rng(1).normal(size=(1, 21, 2))


@given(st.floats(0.01, 100), st.floats(-50, 50), st.floats(-50, 50))
def test_features_ignore_place_and_size(scale, x, y):
    np.testing.assert_allclose(landmark_features(HAND * scale + [x, y]), landmark_features(HAND), atol=2e-3)


def test_mirroring_twice_changes_nothing():
    np.testing.assert_array_equal(mirrored(mirrored(HAND)), HAND)


def test_letters_are_learned_from_poses_and_read_on_other_people(tmp_path):
    ours, others = posed_landmarks(12, 1, people=3), posed_landmarks(3, 2, people=3)
    net = train_network([ours], seed=1, rounds=3, batch=1500)
    flat = others.points[..., :2] / (8 - others.points[..., 2:])
    assert (net.predict(flat) == others.letters).mean() > 0.5  # chance is 0.04
    np.testing.assert_allclose(net.probabilities(flat).sum(1), 1)
    np.testing.assert_allclose(net.probabilities(mirrored(flat)), net.probabilities(flat))
    with (tmp_path / "net.npz").open("wb") as file:
        net.save(file)
    np.testing.assert_array_equal(
        LandmarkNetwork.load(tmp_path / "net.npz").probabilities(flat), net.probabilities(flat)
    )


def test_hands_are_those_of_training_signers_that_show_an_asl_letter(tmp_path):
    sample_folder.write_signers(tmp_path, letters="AJ")
    hands = tracked_landmarks([s for s in signers.samples(tmp_path) if s.split == "train"])
    assert set(hands.signers) == set(sample_folder.TRAIN)
    assert set(hands.letters) == {0}  # J moves
    assert hands.points.shape[1:] == (21, 2)
    assert (hands.points[..., 1] <= 0).all()  # y up


def test_a_leak_in_the_index_stops_the_experiment(tmp_path, capsys):
    sample_folder.write_signers(tmp_path)
    index = tmp_path / "signers" / "index.csv.gz"
    lines = gzip.decompress(index.read_bytes()).decode().splitlines()
    leaked = lines[1].replace(",train,", ",eval,")
    sample_folder.write_index(index, [*lines, leaked])
    assert main(["synthetic", "worth", "--data", str(tmp_path)]) == DataError.exit_code
    assert "is in eval and in train" in capsys.readouterr().err


def test_a_test_on_test_signers_is_recorded_in_the_access_log(tmp_path):
    sample_folder.write_signers(tmp_path)
    log = tmp_path / "runs" / "ablation.jsonl"
    args = ["synthetic", "worth", "--eval", "--modes", "real", "--data", str(tmp_path), "--log", str(log)]
    assert main(args) == 0
    assert touches(log.with_suffix("")) == 1
