"""What is measured on: test signers through the access log, validation signers without, hand-free parts."""

import json

import numpy as np
import pytest

from device.alphabet import NO_LETTER
from device.types import HandBox
from tests.training import sample_folder
from tests.training.evaluation.made_up import sample
from training.datasets.data_folders import DataFolders
from training.datasets.hand_free import CLEARANCE
from training.evaluation.access_log import LOG, open_eval, touches
from training.evaluation.evaluation_set import (
    hand_free,
    open_test_signers,
    open_training_set,
    open_validation_signers,
)
from training.evaluation.image_set import ImageSet


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A data folder in which three letters make a full signer."""
    sample_folder.write_signers(tmp_path)
    sample_folder.write_negatives(tmp_path)
    sample_folder.write_hands(tmp_path)
    sample_folder.write_bursts(tmp_path)
    monkeypatch.setattr("training.datasets.hands.FULL_SIGNER", 3)
    return DataFolders(tmp_path)


def test_opening_the_test_signers_is_recorded(folders, tmp_path):
    run = tmp_path / "run"
    measured = open_test_signers(folders, run, ["a system"], "a test")
    (line,) = (run / LOG).read_text().splitlines()
    assert (json.loads(line)["readers"], json.loads(line)["why"]) == (["a system"], "a test")
    assert touches(run) == 1
    assert (measured.split, measured.webcam, measured.crowd) == ("eval", ("ASLExplorer",), ("davidlee",))
    assert {s.split for s in [*measured.frames.samples, *measured.bursts.samples]} == {"eval"}
    assert len(measured.slices) == len(measured.frames)
    assert measured.other_handshapes.letters.tolist() == [NO_LETTER]


def test_the_access_log_gives_test_signers_only(folders, tmp_path):
    assert {s.split for s in open_eval(folders, tmp_path / "run", ["a system"], "a test")} == {"eval"}


def test_validation_signers_are_the_people_of_dev_and_need_no_record(folders, tmp_path):
    measured = open_validation_signers(folders)
    assert set(measured.frames.signers.tolist()) == set(sample_folder.DEV)
    assert not measured.bursts
    assert (measured.split, measured.webcam, measured.crowd) == ("validation", sample_folder.DEV, ())
    assert not list(tmp_path.rglob(LOG))


def test_the_training_set_separates_images_without_a_hand_from_other_handshapes(folders):
    training = open_training_set(folders)
    assert {s.what for s in training.pool_no_hand.samples} == {"no_hand"}
    assert {s.what for s in training.pool_other_handshapes.samples} == {"open_hand"}


def test_the_hand_free_part_shows_nothing_of_the_hand():
    image = np.zeros((100, 200), np.uint8)
    box = HandBox(0.5, 0.3, 0.8, 0.9)
    image[30:90, 100:160] = 255
    parts = hand_free(ImageSet.of([sample(box=box)], [image]))
    assert parts.samples[0].letter == NO_LETTER
    assert parts.samples[0].box is None
    assert parts.images[0].max() == 0
    assert parts.images[0].shape == (100, round((0.5 - CLEARANCE) * 200))
    assert np.array_equal(parts.samples[0].load(), parts.images[0])
    filling = HandBox(0.1, 0.1, 0.95, 1.0)
    assert not hand_free(ImageSet.of([sample(box=filling), sample()], [image, image]))
