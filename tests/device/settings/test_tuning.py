"""What `doctor --tune` has measured is used where the settings say "auto", and nowhere else."""

import json
from dataclasses import asdict, replace

import pytest

from device.settings import (
    PRESETS,
    Preset,
    Settings,
    Tuning,
    effective_settings,
    read_tuning,
    tuning_path,
    with_tuning,
    with_values,
    write_tuning,
)
from device.settings.tuning import this_machine


@pytest.fixture
def tuned(monkeypatch, tmp_path):
    """A machine on which this was measured."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    name, python = this_machine()
    tuning = Tuning(name, python, "ai_edge_litert", 4, 320, 240, 31.0)
    assert write_tuning(tuning) == tmp_path / "tuning.json" == tuning_path()
    return tuning


def test_what_is_written_is_read(tuned):
    assert read_tuning() == tuned


def test_the_built_in_values_give_way(tuned):
    settings = effective_settings(None, {})
    assert (settings.recognition.runtime, settings.recognition.threads) == ("ai_edge_litert", 4)
    assert (settings.camera.width, settings.camera.height) == (320, 240)


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("recognition", {"runtime": "tflite_runtime", "threads": 0}),
        ("recognition", {"threads": 1}),
        ("camera", {"width": 800, "height": 600}),
    ],
)
def test_what_a_person_has_set_is_stronger(tuned, section, values):
    part = getattr(with_tuning(with_values(Settings(), section, **values), tuned), section)
    assert {key: getattr(part, key) for key in values} == values


@pytest.mark.parametrize(
    "change",
    [
        {"machine": "another board"},
        {"python": "3.9"},
        {"runtime": "no_such_runtime"},
        {"threads": 0},
        {"threads": "4"},
        {"width": 9},
    ],
)
def test_the_file_of_another_machine_and_a_damaged_one_are_ignored(tuned, change, tmp_path):
    (tmp_path / "tuning.json").write_text(json.dumps({**asdict(tuned), **change}))
    assert read_tuning() is None


@pytest.mark.parametrize("content", ["", "[]", "{}", "\0", "[" * 5000])
def test_a_file_that_is_no_table_is_ignored(tuned, tmp_path, content):
    (tmp_path / "tuning.json").write_text(content)
    assert read_tuning() is None


def test_a_runtime_that_is_gone_is_not_used(tuned, monkeypatch):
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert read_tuning() is None


def test_the_preset_is_used_as_long_as_it_exists_and_none_is_set(tuned, monkeypatch):
    monkeypatch.setitem(PRESETS, "small", Preset())
    write_tuning(replace(tuned, preset="small"))
    assert effective_settings(None, {}).recognition.preset == "small"
    assert effective_settings(None, {"recognition": {"preset": "standard"}}).recognition.preset == "standard"
    monkeypatch.delitem(PRESETS, "small")
    assert read_tuning() == tuned


def test_a_file_of_before_presets_is_read(tuned, tmp_path):
    (tmp_path / "tuning.json").write_text(json.dumps({k: v for k, v in asdict(tuned).items() if k != "preset"}))
    assert read_tuning() == tuned


def test_without_a_camera_its_size_stays(tuned):
    settings = with_tuning(Settings(), replace(tuned, width=0, height=0))
    assert (settings.camera.width, settings.camera.height) == (640, 480)
