"""Presets of networks: which files are loaded, and what is said about a preset that is not there."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from device.errors import ModelError, SettingsError
from device.recognition.networks import networks_of, preset_name, settings_of
from device.recognition.recognizer import LANDMARK_MODEL, open_recognizer, pipeline_of
from device.settings import PRESETS, Preset, RecognitionSettings, Settings, load_settings, with_values
from device.types import Frame

VERSION_2 = Path(__file__).parents[3] / "training" / "weights" / "version-2"
SMALL = Preset(
    VERSION_2 / "hand.tflite", classifier=VERSION_2 / "letters.tflite", second=None, boards=("Raspberry Pi Zero 2",)
)


@pytest.fixture
def small(monkeypatch) -> Preset:
    """A second preset, which shares detector and dynamic-letter model with the first."""
    monkeypatch.delitem(PRESETS, "light")
    monkeypatch.setitem(PRESETS, "small", SMALL)
    return SMALL


def on_board(monkeypatch, name: str) -> None:
    monkeypatch.setattr("device.system.machine.model_name", lambda: name)


@pytest.mark.parametrize(
    ("board", "preset"),
    [("Raspberry Pi Zero 2 W Rev 1.0", "small"), ("Raspberry Pi 4 Model B Rev 1.4", "standard"), ("Xeon", "standard")],
)
def test_auto_takes_the_preset_of_the_board_else_the_first(small, monkeypatch, board, preset):
    on_board(monkeypatch, board)
    assert preset_name(RecognitionSettings()) == preset
    assert networks_of(RecognitionSettings()) == PRESETS[preset]
    assert preset_name(RecognitionSettings(preset="standard")) == "standard"


@pytest.mark.parametrize("settings", [{"preset": "small"}, {"model": str(SMALL.landmark)}])
def test_a_preset_reads_with_its_own_networks_and_the_shared_ones(small, hand_picture: np.ndarray, settings):
    recognizer = open_recognizer(RecognitionSettings(**settings))
    sha256 = json.loads(SMALL.landmark.with_suffix(".json").read_text())["sha256"]
    assert recognizer.metadata.sha256 == sha256
    assert recognizer.recognize(Frame(hand_picture, 0.0)).box is not None


def test_a_model_that_is_no_presets_needs_all_models_beside_it(small, tmp_path):
    networks = networks_of(RecognitionSettings(model=str(tmp_path / "hand.tflite"), preset="small"))
    assert {path.parent for path in networks.files} == {tmp_path, SMALL.motion.parent}


def test_a_second_opinion_beside_a_model_is_asked_and_may_be_missing(tmp_path):
    assert networks_of(settings_of(str(tmp_path / "hand.tflite"))).second is None
    (tmp_path / "second.tflite").touch()
    assert networks_of(settings_of(str(tmp_path / "hand.tflite"))).second == tmp_path / "second.tflite"


@pytest.mark.parametrize(
    ("board", "preset"),
    [
        ("Raspberry Pi Zero 2 W Rev 1.0", "light"),
        ("Raspberry Pi 3 Model B Plus Rev 1.3", "light"),
        ("Raspberry Pi 4 Model B Rev 1.4", "standard"),
        ("Raspberry Pi 5 Model B Rev 1.0", "standard"),
    ],
)
def test_slow_boards_ask_no_second_opinion_until_they_are_measured(monkeypatch, board, preset):
    on_board(monkeypatch, board)
    assert preset_name(RecognitionSettings()) == preset


def test_the_light_preset_has_the_same_networks_but_no_second_opinion():
    light, standard = networks_of(settings_of("light")), networks_of(settings_of("standard"))
    assert set(standard.files) - set(light.files) == {standard.second}
    assert replace(standard, second=None, boards=light.boards) == light


def test_a_missing_file_is_named_with_the_other_presets(small, monkeypatch, tmp_path):
    monkeypatch.setitem(PRESETS, "small", replace(SMALL, landmark=tmp_path / "hand.tflite"))
    settings = RecognitionSettings(preset="small")
    assert pipeline_of(settings) == "landmark"
    with pytest.raises(ModelError, match=r"hand\.tflite of the preset “small” is missing; .* another one: standard\.$"):
        open_recognizer(settings)


def test_a_wrong_preset_gets_one_sentence_with_those_that_exist(small, tmp_path):
    file = tmp_path / "station.toml"
    file.write_text('[recognition]\npreset = "fast"\n')
    with pytest.raises(SettingsError, match=r"line 2: recognition\.preset must be one of auto, standard, small"):
        load_settings(file)
    with pytest.raises(ModelError, match=r"There is no preset “fast”; .* auto, standard, small"):
        networks_of(RecognitionSettings(preset="fast"))


def test_on_the_command_line_a_preset_is_stronger_than_the_files_model_and_excludes_a_model(station, tmp_path):
    file = tmp_path / "station.toml"
    file.write_text('[recognition]\nmodel = "nowhere.tflite"\n')
    code, _, err = station("read", "--config", file, "--preset", "fast", tmp_path / "none.png")
    assert (code, "recognition.preset must be one of auto, standard" in err) == (2, True)
    code, _, err = station("read", "--config", file, "--preset", "standard", tmp_path / "none.png")
    assert (code, "none.png" in err) == (4, True)
    code, _, err = station("read", "--preset", "standard", "--model", LANDMARK_MODEL, tmp_path / "none.png")
    assert (code, "not allowed with argument --preset" in err) == (2, True)


def test_every_preset_of_this_version_is_complete():
    for name in PRESETS:
        with_values(Settings(), "recognition", preset=name)
        assert networks_of(RecognitionSettings(preset=name)) == PRESETS[name]
