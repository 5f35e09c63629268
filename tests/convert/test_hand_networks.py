"""The landmark path from pictures to the device: four networks trained for a few steps, converted and loaded.

The data are drawn, so the networks learn nothing useful. What is tested is that every part fits the next.
"""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from convert import hand_detector, landmark, landmark_classifier
from convert.__main__ import main as convert
from convert.thresholds import DETECTOR_THRESHOLDS, LANDMARK_MODEL_THRESHOLDS, SECOND_OPINION_THRESHOLDS
from device.alphabet import STATIC_LETTERS
from device.recognition.detector import HandDetector
from device.recognition.hand_square import HandSquare
from device.recognition.interpreter import Model
from device.recognition.landmark_classifier import LandmarkClassifier
from device.recognition.landmarks import LandmarkModel
from device.recognition.second_look import SecondOpinion
from tests.training import sample_folder
from training.__main__ import main as train
from training.datasets import hands, signers
from training.datasets.hand_squares import LABELS, cut_squares
from training.errors import ParityError
from training.fitting.hand_data import frame_data, groups_of, read_sources, square_data
from training.networks import second_opinion
from training.run_folder import read_json

pytestmark = pytest.mark.slow

STEPS = "2"


@pytest.fixture(scope="module")
def patch():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.fitting.hand_data.WINDOWS", 12)
        patch.setattr("training.fitting.classifier_run.POSES", 2)
        patch.setattr("training.fitting.landmark_classifier.STEPS_PER_EPOCH", 4)
        patch.setattr(second_opinion, "BLOCKS", second_opinion.BLOCKS[:6])
        yield patch


@pytest.fixture(scope="module")
def runs(patch, tmp_path_factory) -> Path:
    """Finished runs detector/, landmark/, second/ and classifier/, trained by the project's own command on drawn hands.

    The second opinion has fewer blocks than MediaPipe's network, and starts from untrained weights.
    """
    root = tmp_path_factory.mktemp("hand")
    sample_folder.write_signers(root / "data")
    sample_folder.write_negatives(root / "data")
    sample_folder.write_hands(root / "data")
    (root / "cache").mkdir()
    # MediaPipe found no hand in the drawn negatives: it need not be installed.
    (root / "cache" / "other_handshapes.json").write_text(json.dumps({"train/Ada/open_hand_00.jpg": None}))
    common = ["--data", f"{root}/data", "--cache", f"{root}/cache", "--steps", STEPS]
    assert train(["hand", "finder", "--run", f"{root}/detector", *common]) == 0
    assert train(["hand", "landmark", "--run", f"{root}/landmark", *common]) == 0
    second_opinion.build().save_weights(root / "start.weights.h5")
    start = ["--start", f"{root}/start.weights.h5"]
    assert train(["hand", "second", "--run", f"{root}/second", *start, *common]) == 0
    start = ["--start", f"{root}/landmark/final.weights.h5", "--second", f"{root}/second/final.weights.h5"]
    assert train(["hand", "letters", "--run", f"{root}/classifier", *start, *common]) == 0
    return root


def arguments(runs: Path, models: Path) -> list[str]:
    return [
        f"{runs}/landmark",
        *("--detector", f"{runs}/detector"),
        *("--classifier", f"{runs}/classifier"),
        *("--second", f"{runs}/second"),
        *("--data", f"{runs}/data", "--cache", f"{runs}/cache", "--to", str(models)),
    ]


@pytest.fixture(scope="module")
def models(runs, patch, tmp_path_factory) -> Path:
    """The converted models. The gates are opened: after two steps there is no accuracy to protect."""
    folder = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as gates:
        gates.setattr(hand_detector, "MAX_FOUND_LOSS", 1.0)
        gates.setattr(landmark, "MIN_AGREEMENT", 0.0)
        gates.setattr(landmark, "MAX_ACCURACY_LOSS", 1.0)
        gates.setattr(landmark, "MAX_LANDMARK_SHIFT", 10.0)
        gates.setattr(landmark_classifier, "MAX_ACCURACY_LOSS", 1.0)
        assert convert(arguments(runs, folder)) == 0
    return folder


def test_each_run_has_weights_history_and_validation_figures(runs):
    for name, figures in (
        ("detector", {"val_found", "val_false"}),
        ("landmark", {"val_crowd", "val_landmarks", "val_other_letter"}),
        ("second", {"val_crowd", "val_landmarks", "val_other_letter"}),
        ("classifier", {"share", "temperature", "val_landmark_model", "val_classifier", "val_fused"}),
    ):
        folder = runs / name
        assert (folder / "final.weights.h5").is_file()
        assert np.isfinite([row["loss"] for row in read_json(folder / "history.json")]).all()
        assert read_json(folder / "config.json")["network"] == name
        assert set(read_json(folder / "held_out.json")) >= figures


def test_the_people_of_dev_are_not_trained_on(runs, patch):
    sources = read_sources(runs / "data", None, runs / "cache")
    for data in (square_data(sources, runs / "cache", 1, 0.4), frame_data(sources, 0.4)):
        assert not set(data.train.signer) & set(data.validation.signer)
        assert set(data.validation.signer) >= set(sample_folder.DEV)
        assert data.weight.sum() == pytest.approx(1)


def test_places_that_an_earlier_detector_takes_for_hands_are_half_of_the_squares_without_one(
    runs, patch, models, monkeypatch
):
    sources = read_sources(runs / "data", None, runs / "cache")
    plain = square_data(sources, runs / "cache", 1, 0.4)
    monkeypatch.setattr("training.fitting.hand_data.MINED_FROM", 0.0)
    data = square_data(sources, runs / "cache", 1, 0.4, detector=models / "finder.tflite")
    mined = len(data.weight) - len(plain.weight)
    assert mined >= len(sources.empty)
    windows = data.train.source == "window"
    assert data.weight[-mined:].sum() == pytest.approx(data.weight[windows].sum() / 2)
    assert data.weight.sum() == pytest.approx(1)


def test_a_detector_that_takes_no_place_for_a_hand_adds_nothing(runs, patch, models, monkeypatch):
    sources = read_sources(runs / "data", None, runs / "cache")
    monkeypatch.setattr("training.fitting.hand_data.MINED_FROM", 1.0)
    data = square_data(sources, runs / "cache", 1, 0.4, detector=models / "finder.tflite")
    assert len(data.weight) == len(square_data(sources, runs / "cache", 1, 0.4).weight)


def test_the_device_finds_boxes_landmarks_and_letters_with_the_converted_models(models):
    image = cv2.cvtColor(sample_folder.frame("A", "Cleo", 1)[0], cv2.COLOR_GRAY2BGR)
    HandDetector(Model(models / "finder.tflite"))
    hand = Model(models / "hand.tflite")
    estimate = LandmarkModel(hand).estimate(image, HandSquare(60, 50, 80, 0.4), min_presence=0.0)
    assert estimate is not None
    letters, heatmaps, presence = hand.read_all(np.zeros((96, 96), np.uint8), np.array([1.0, 0.0]))
    assert (letters.size, heatmaps.shape[-1], presence.size) == (len(LABELS), 21, 2)
    second = Model(models / "second.tflite")
    opinion = SecondOpinion(LandmarkModel(second))
    assert next(opinion.improve(image, estimate)).p.sum() == pytest.approx(1, abs=0.01)
    letters, points, presence = second.read_all(np.zeros((96, 96), np.uint8), np.array([1.0, 0.0]))
    assert (letters.size, points.size, presence.size) == (len(LABELS), 42, 2)
    classifier = LandmarkClassifier(Model(models / "letters.tflite"))
    p = classifier.predict(np.random.default_rng(1).random((21, 2)).astype(np.float32))
    assert p.shape == (len(STATIC_LETTERS) + 1,)
    assert p.sum() == pytest.approx(1, abs=0.1)


def test_the_metadata_have_thresholds_and_provenance(models, runs):
    names = ("finder", "hand", "second", "letters")
    finder, hand, second, letters = (Model(models / f"{name}.tflite").metadata for name in names)
    tuned = read_json(runs / "classifier" / "held_out.json")
    assert finder.thresholds == DETECTOR_THRESHOLDS
    assert hand.thresholds == LANDMARK_MODEL_THRESHOLDS
    assert letters.thresholds == {key: tuned[key] for key in ("share", "temperature")}
    assert second.thresholds == SECOND_OPINION_THRESHOLDS
    assert hand.labels == letters.labels == second.labels == LABELS
    for metadata in (finder, hand, second, letters):
        assert metadata.provenance["plan"]["steps"] == int(STEPS)
        assert "tensorflow" in metadata.provenance["converted_with"]
        assert metadata.figures["bytes"] > 0


def convert_one(file: str, runs: Path, models: Path) -> None:
    """Convert one of the four networks."""
    data, train, dev = runs / "data", signers.samples(runs / "data")[:9], hands.samples(runs / "data")[:9]
    training, validation = (cut_squares(s, groups_of(s), runs / "cache", "Hands") for s in (train, dev))
    if file == "finder":
        hand_detector.convert_detector(runs / "detector", train, dev, models, data)
    elif file == "hand":
        landmark.convert_landmark_model(runs / "landmark", training, validation, models, data)
    elif file == "second":
        landmark.convert_landmark_model(runs / "second", training, validation, models, data, landmark.SECOND)
    else:
        landmark_classifier.convert_classifier(runs / "classifier", training, validation, models, data, "drawn hands")


@pytest.mark.parametrize(
    ("module", "limit", "value", "file"),
    [
        (hand_detector, "MAX_FOUND_LOSS", -2.0, "finder"),
        (landmark, "MIN_AGREEMENT", 1.1, "hand"),
        (landmark, "MIN_AGREEMENT", 1.1, "second"),
        (landmark_classifier, "MAX_ACCURACY_LOSS", -2.0, "letters"),
    ],
)
def test_a_model_that_fails_its_gate_leaves_the_old_one(runs, models, monkeypatch, module, limit, value, file):
    before = {path.name: path.read_bytes() for path in models.iterdir()}
    monkeypatch.setattr(module, limit, value)
    with pytest.raises(ParityError, match="not installed"):
        convert_one(file, runs, models)
    assert {path.name: path.read_bytes() for path in models.iterdir()} == before
