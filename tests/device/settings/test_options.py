"""Options of commands that change settings."""

import argparse

import pytest

from device.errors import SettingsError
from device.settings import add_recognition, effective_settings, recognition_changes


def changes(*arguments: str) -> dict:
    parser = argparse.ArgumentParser()
    add_recognition(parser)
    return recognition_changes(parser.parse_args(arguments))


def test_a_preset_is_stronger_than_model_and_path_of_the_settings(tmp_path):
    file = tmp_path / "station.toml"
    file.write_text('[recognition]\nmodel = "other.tflite"\npath = "baseline"\n')
    recognition = effective_settings(file, changes("--preset", "standard")).recognition
    assert (recognition.preset, recognition.model, recognition.path) == ("standard", "", "landmark")


def test_a_preset_of_the_baseline_path_is_refused():
    with pytest.raises(SettingsError, match="leave out either --preset or --path"):
        changes("--preset", "standard", "--path", "baseline")
