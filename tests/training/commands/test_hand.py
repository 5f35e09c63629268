"""Options of `python -m training hand`."""

import pytest

pytest.importorskip("tensorflow")

from training.__main__ import main
from training.commands.models_argument import models_name
from training.errors import DataError, RunError


def test_an_option_of_earlier_releases_is_taken_and_said_to_have_no_effect(tmp_path, capsys):
    (tmp_path / "data").mkdir()
    places = ["--data", f"{tmp_path}/data", "--run", f"{tmp_path}/run", "--cache", f"{tmp_path}/cache"]
    assert main(["hand", "detector", "--all", *places]) == DataError.exit_code
    assert "--all has no effect and can be left out" in capsys.readouterr().err


def test_an_option_of_another_network_is_refused_before_anything_is_read(tmp_path, capsys):
    options = ["--second", f"{tmp_path}/none.weights.h5", "--data", f"{tmp_path}/none", "--run", f"{tmp_path}/run"]
    assert main(["hand", "landmark", *options]) == RunError.exit_code
    assert "--second is of the classifier" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_without_mediapipe_the_second_opinion_fails_before_anything_is_read(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["hand", "second", "--data", "none", "--run", "run"]) == RunError.exit_code
    assert "MediaPipe environment" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_figures_of_the_default_preset_are_not_replaced_by_those_of_another(tmp_path, capsys):
    assert main(["dev", "light", "--record", "--data", f"{tmp_path}/none"]) == RunError.exit_code
    assert "--record is of the default preset" in capsys.readouterr().err


def test_networks_are_named_by_preset_or_by_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert models_name("light") == "light"
    assert models_name("runs/models") == "runs/models/hand.tflite"
    (tmp_path / "light").mkdir()
    assert models_name("light") == "light/hand.tflite"
