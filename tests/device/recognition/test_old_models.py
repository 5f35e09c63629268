"""A models folder of version 0.1 keeps working: its metadata files, beside models of the same form."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from device.recognition.landmark_recognizer import LandmarkRecognizer
from device.recognition.metadata import read_metadata
from device.recognition.recognizer import DYNAMIC_MODEL, LANDMARK_MODEL, open_recognizer
from device.settings import MODELS, RecognitionSettings
from device.tutor.verification import VerifyThresholds
from device.types import Frame

OLD = Path(__file__).parent / "files/models-0.1"
VERSION_2 = Path(__file__).parents[3] / "training" / "weights" / "version-2"
NETWORKS = ("finder", "hand", "letters")


@pytest.fixture
def folder(tmp_path):
    """The networks of 0.2 with metadata of 0.1: all keys but those that describe the bytes of the network."""
    for name in NETWORKS:
        shutil.copyfile(VERSION_2 / f"{name}.tflite", tmp_path / f"{name}.tflite")
        today = json.loads((VERSION_2 / f"{name}.json").read_text(encoding="utf-8"))
        old = json.loads((OLD / "station" / f"{name}.json").read_text(encoding="utf-8"))
        old |= {key: today[key] for key in ("sha256", "inputs", "outputs")}
        (tmp_path / f"{name}.json").write_text(json.dumps(old), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("path", sorted(OLD.rglob("*.json")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_metadata_of_version_0_1_is_read(path):
    written = json.loads(path.read_text(encoding="utf-8"))
    metadata = read_metadata(path)
    assert (metadata.name, list(metadata.labels)) == (written["name"], written["labels"])
    assert metadata.thresholds == written.get("thresholds", {})
    assert metadata.levelled == written.get("levelled", False)


def test_the_file_names_of_version_0_1_are_those_of_today():
    names = {str(path.relative_to(OLD).with_suffix(".tflite")) for path in OLD.rglob("*.json")}
    assert all((MODELS / name).is_file() for name in names)
    assert {str(LANDMARK_MODEL.relative_to(MODELS)), str(DYNAMIC_MODEL.relative_to(MODELS))} <= names


def test_a_folder_of_version_0_1_recognizes(folder):
    frame = Frame(np.zeros((480, 640), np.uint8), 0.0)
    recognizer = open_recognizer(RecognitionSettings(model=str(folder / "hand.tflite")))
    scores = recognizer.recognize(frame)
    assert scores.labels[-2:] == ("J", "Z")
    assert scores.box is None


def test_thresholds_of_verification_that_version_0_1_did_not_write_have_their_default(folder):
    thresholds = LandmarkRecognizer(RecognitionSettings(model=str(folder / "hand.tflite"))).metadata.thresholds
    assert VerifyThresholds.of(thresholds) == VerifyThresholds()


def test_the_networks_of_version_0_2_find_the_hand_of_a_picture(hand_picture):
    recognizer = LandmarkRecognizer(RecognitionSettings(model=str(VERSION_2 / "hand.tflite")))
    scores = recognizer.recognize(Frame(hand_picture, 0.0))
    assert scores.box is not None
    assert scores.landmarks is not None
