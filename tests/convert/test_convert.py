"""A small model, trained and converted: every letter is recognised as it was drawn."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

import convert.baseline
from convert.__main__ import main
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata, read_metadata, write_metadata
from tests.convert.conftest import TEST_SEED, TRAIN_SEED
from tests.fakes.drawn_letters import LETTERS, draw
from tests.training.drawn_rows import drawn
from training.networks.baseline_cnn import BaselineCnn


@pytest.fixture(scope="module")
def installed(finished_run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    assert main([str(finished_run), "--to", str(folder), "--name", "small", "--per-letter", "5"]) == 0
    return folder / "small.tflite"


def misread(model):
    """Letters that do not come out as drawn. The drawing knows its letter; nothing here knows an index."""
    labels = model.metadata.labels
    return [letter for letter in LETTERS if labels[int(model.read(draw(letter)).argmax())] != letter]


def test_every_letter_drawn_comes_out_of_the_device_as_itself(installed):
    """Drawing → CSV label → training index → Keras output → int8 output → metadata label → letter."""
    assert misread(Model(installed)) == []


def test_a_shifted_label_list_beside_the_model_would_be_noticed_by_that(installed, tmp_path):
    shutil.copy(installed, tmp_path / "small.tflite")
    right = read_metadata(installed.with_suffix(".json"))
    # As in the report: from K on each label is that of the letter before.
    wrong = (*right.labels[:9], right.labels[-1], *right.labels[9:-1])
    write_metadata(replace(right, labels=wrong), tmp_path / "small.json")
    assert misread(Model(tmp_path / "small.tflite")) == list(LETTERS[9:])


def test_labels_shifted_in_conversion_do_not_pass_the_gate_and_the_old_model_stays(
    finished_run, installed, tmp_path, monkeypatch, capsys
):
    for file in (installed, installed.with_suffix(".json")):
        shutil.copy(file, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def shifted(**fields):
        return Metadata(**{**fields, "labels": (*fields["labels"][1:], fields["labels"][0])})

    monkeypatch.setattr(convert.baseline, "Metadata", shifted)
    assert main([str(finished_run), "--to", str(tmp_path), "--name", "small", "--per-letter", "5"]) == 8
    error = capsys.readouterr().err.splitlines()[-1]
    assert "agrees on 0.00% of top letters" in error
    assert "Nothing was installed" in error
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_labels_shifted_in_the_run_are_noticed(finished_run, tmp_path, capsys):
    run = tmp_path / "run"
    shutil.copytree(finished_run, run)
    record = json.loads((run / "model" / "labels.json").read_text())
    record["labels"] = [*record["labels"][1:], record["labels"][0]]
    (run / "model" / "labels.json").write_text(json.dumps(record))
    assert main([str(run), "--to", str(tmp_path / "models")]) == 7
    assert "files of two runs are mixed" in capsys.readouterr().err
    assert not (tmp_path / "models").exists()


def test_a_badly_calibrated_model_does_not_pass_the_gate(finished_run, tmp_path, monkeypatch, capsys):
    def nearly_black(pixels, letters, per_letter, seed):
        return (pixels[:20] // 40).astype(np.uint8)

    monkeypatch.setattr(convert.baseline, "representative", nearly_black)
    assert main([str(finished_run), "--to", str(tmp_path / "models")]) == 8
    assert "The int8 model is not the float model" in capsys.readouterr().err
    assert list((tmp_path / "models").iterdir()) == []


def test_the_device_reads_what_the_float_model_reads(finished_run, installed):
    classifier = BaselineCnn()
    classifier.load(finished_run / "model")
    pixels, _ = drawn(4, TEST_SEED)
    model = Model(installed)
    by_int8 = np.stack([model.read(picture) for picture in pixels])
    by_float = classifier.scores(pixels)
    assert (by_int8.argmax(1) == by_float.argmax(1)).mean() > 0.98
    # A softmax in steps of 1/256 over int8 weights: close, not equal.
    assert abs(by_int8 - by_float).mean() < 0.01


def test_every_tensor_is_integer_and_the_input_is_the_pixel_less_128(installed):
    interpreter = Interpreter(model_path=str(installed))
    interpreter.allocate_tensors()
    assert {np.dtype(t["dtype"]).name for t in interpreter.get_tensor_details()} <= {"int8", "int32"}
    metadata = read_metadata(installed.with_suffix(".json"))
    (given,), (said,) = metadata.inputs, metadata.outputs
    assert (given.dtype, given.shape, given.zero_point) == ("int8", (1, 28, 28, 1), -128)
    assert given.scale == pytest.approx(1 / 255, abs=1e-7)
    assert (said.dtype, said.shape, said.zero_point) == ("int8", (1, 24), -128)
    assert said.scale == pytest.approx(1 / 256)


def test_the_metadata_tell_where_the_weights_come_from(installed):
    metadata = read_metadata(installed.with_suffix(".json"))
    assert metadata.labels == LETTERS
    assert metadata.excluded == ("T",)
    assert metadata.size == 28
    assert metadata.provenance["data"]["rows"] == 30 * 24
    assert metadata.provenance["plan"]["augmentation"] == {"rotation": 10.0, "zoom": 0.1, "shift": 0.1}
    assert metadata.provenance["plan"]["epochs_run"] == 10
    assert metadata.provenance["seed"] == 1
    assert "tensorflow" in metadata.provenance["converted_with"]
    assert "CC0" in metadata.provenance["licence"]
    accuracy = metadata.figures["accuracy"]
    assert accuracy["protocol"] == "a test file of your own"
    assert accuracy["rows"] == 96
    assert accuracy["float"] > 0.9
    assert metadata.figures["parity"]["agreement"] >= 0.99
    assert metadata.figures["bytes"] == installed.stat().st_size


def test_only_training_rows_calibrate(finished_run, tmp_path, monkeypatch):
    seen = []
    chosen = convert.baseline.representative

    def spy(pixels, letters, per_letter, seed):
        seen.append(chosen(pixels, letters, per_letter, seed))
        return seen[-1]

    monkeypatch.setattr(convert.baseline, "representative", spy)
    assert main([str(finished_run), "--to", str(tmp_path), "--per-letter", "3"]) == 0
    train = {picture.tobytes() for picture in drawn(30, TRAIN_SEED)[0]}
    assert len(seen[0]) >= 3 * 24
    assert all(picture.tobytes() in train for picture in seen[0])


def test_an_unfinished_run_is_one_line_and_an_exit_code(tmp_path, capsys):
    assert main([str(tmp_path / "none")]) == 7
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "config.json cannot be read" in error
