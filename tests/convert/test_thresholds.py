"""Thresholds of the landmark model: the conversion's are the installed ones, and writing them changes nothing else."""

import shutil
from dataclasses import replace

import pytest

from convert.thresholds import LANDMARK_MODEL_THRESHOLDS, SECOND_OPINION_THRESHOLDS, VERIFY, main, write_thresholds
from device.errors import ModelError
from device.recognition.metadata import read_metadata
from device.recognition.recognizer import LANDMARK_MODEL
from device.tutor.verification import VerifyThresholds

INSTALLED = LANDMARK_MODEL.with_suffix(".json")


def test_the_installed_model_has_the_thresholds_of_the_conversion():
    thresholds = read_metadata(INSTALLED).thresholds
    assert thresholds == LANDMARK_MODEL_THRESHOLDS
    assert VerifyThresholds.of(thresholds) == VERIFY


def test_writing_thresholds_leaves_everything_else(tmp_path):
    path = tmp_path / "hand.json"
    path.write_bytes(INSTALLED.read_bytes())
    write_thresholds(path, {"enter": 0.1})
    assert read_metadata(path) == replace(read_metadata(INSTALLED), thresholds={"enter": 0.1})
    assert main([str(path)]) == 0
    assert path.read_bytes() == INSTALLED.read_bytes()


def test_a_missing_model_is_one_sentence(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        write_thresholds(tmp_path / "hand.json", {})


def test_the_second_opinion_gets_its_own_thresholds(tmp_path):
    for name in ("hand", "second"):
        shutil.copy(INSTALLED.with_name(f"{name}.json"), tmp_path)
        write_thresholds(tmp_path / f"{name}.json", {"hand": 0.5})
    assert main([str(tmp_path / "second.json"), str(tmp_path / "hand.json")]) == 0
    assert read_metadata(tmp_path / "second.json").thresholds == SECOND_OPINION_THRESHOLDS
    assert read_metadata(tmp_path / "hand.json").thresholds == LANDMARK_MODEL_THRESHOLDS
