"""`training station` and `training dev`: stages that are not repeated, and figures of the people of dev."""

import json
import os
import shutil

import pytest

from device.recognition.metadata import read_metadata
from device.recognition.recognizer import LANDMARK_MODEL
from tests.training import sample_folder
from training.__main__ import main
from training.commands import station
from training.commands.dev import record
from training.errors import DataError, RunError


def test_the_stages_lead_from_the_data_to_converted_models(tmp_path, capsys):
    assert main(["station", "--list", "--data", "D", "--work", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines] == [
        "rendered hands",
        *[
            f"{network}-{number}"
            for number in range(1, len(station.ROUNDS) + 1)
            for network in ("detector", "landmark")
        ],
        "landmark-letters",
        "mean landmark",
        "second",
        "second-again",
        "turned hands",
        "second-turned",
        "mean second",
        "classifier",
        "convert",
        "dev",
    ]
    assert all("minute" in line for line in lines)


def test_each_round_starts_with_the_networks_of_the_one_before(tmp_path):
    stages = {stage.name: stage.command for stage in station.stages(tmp_path, tmp_path)}
    assert stages["detector-2"][stages["detector-2"].index("--start") + 1] == str(
        tmp_path / "detector-1" / station.FINAL
    )
    assert stages["landmark-1"][stages["landmark-1"].index("--start") + 1] == str(station.WEIGHTS / "hand.tflite")
    assert str(tmp_path / f"landmark-{len(station.ROUNDS)}") in stages["mean landmark"]
    assert str(tmp_path / "landmark") in stages["convert"]
    first = str(tmp_path / "second" / station.FINAL)
    assert "--start" not in stages["second"]
    assert stages["second-again"][stages["second-again"].index("--start") + 1] == first
    assert stages["second-turned"][stages["second-turned"].index("--start") + 1] == str(
        tmp_path / "second-again" / station.FINAL
    )
    assert str(tmp_path / "turned") in stages["second-turned"]
    assert str(tmp_path / "turned") in stages["turned hands"]
    assert stages["classifier"][stages["classifier"].index("--second") + 1] == first
    assert stages["convert"][stages["convert"].index("--second") + 1] == str(tmp_path / "second-mean")
    assert str(tmp_path / "second-turned") in stages["mean second"]


def test_a_rehearsal_has_the_same_stages_with_few_steps_in_a_folder_of_its_own(tmp_path, capsys):
    whole = [stage.name for stage in station.stages(tmp_path, tmp_path)]
    assert main(["station", "--list", "--rehearse", "--data", "D", "--work", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines] == whole
    assert all(str(tmp_path / station.REHEARSAL) in line for line in lines)
    steps = [line.split("--steps ")[1].split()[0] for line in lines if "--steps" in line]
    assert set(steps) == {str(station.REHEARSED_STEPS)}


def test_training_can_begin_with_the_installed_models(tmp_path, capsys):
    arguments = ["station", "--list", "--from-installed", "--bfloat16", "--data", "D", "--work", str(tmp_path)]
    assert main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" (")[0] for line in lines][:4] == [
        "rendered hands",
        "detector-4",
        "landmark-4",
        "landmark-letters",
    ]
    assert all(
        str(LANDMARK_MODEL.with_name(name)) in line
        for name, line in zip(("finder.tflite", "hand.tflite"), lines[1:3], strict=True)
    )
    assert all("--bfloat16" in line for line in lines[1:4])


def test_finished_stages_are_not_repeated_and_a_failed_one_stops(tmp_path, capsys, monkeypatch):
    ran = []

    class Failed:
        returncode = 3

    def run(command, check):
        ran.append(tuple(command[3:5]))
        return Failed()

    monkeypatch.setattr(station.subprocess, "run", run)
    finished = tmp_path / "rendered" / "index.csv.gz"
    finished.parent.mkdir()
    finished.touch()
    for name in station.INDICES:
        (tmp_path / "data" / name).parent.mkdir(parents=True)
        (tmp_path / "data" / name).touch()
    assert main(["station", "--data", str(tmp_path / "data"), "--work", str(tmp_path)]) == RunError.exit_code
    assert ran == [("hand", "detector")]
    assert "“detector-1” stopped; run the same command again" in capsys.readouterr().err


def test_a_new_stage_is_converted_and_measured_although_an_earlier_chain_was(tmp_path, capsys):
    results = {stage.name: stage.result for stage in station.stages(tmp_path, tmp_path)}
    for second, result in enumerate(results.values()):
        result.parent.mkdir(parents=True, exist_ok=True)
        result.touch()
        os.utime(result, (second, second))

    def unfinished():
        assert main(["station", "--list", "--data", "D", "--work", str(tmp_path)]) == 0
        return [line.split(" (")[0] for line in capsys.readouterr().out.splitlines() if "(finished)" not in line]

    assert unfinished() == []
    results["second-turned"].unlink()
    assert unfinished() == ["second-turned", "mean second", "convert", "dev"]
    results["second-turned"].touch()  # it has run, and was stopped before the next stage
    assert unfinished() == ["mean second", "convert", "dev"]


def test_a_missing_source_is_named_before_anything_is_rendered(tmp_path, capsys):
    assert main(["station", "--data", str(tmp_path), "--work", str(tmp_path)]) == DataError.exit_code
    assert "signers/index.csv.gz is missing; set DATA" in capsys.readouterr().err


def test_the_stages_start_from_weights_of_the_repository():
    for name in ("finder", "hand"):
        assert (station.WEIGHTS / f"{name}.tflite").is_file()


@pytest.fixture
def models(tmp_path):
    folder = tmp_path / "models"
    shutil.copytree(LANDMARK_MODEL.parent, folder)
    return folder


def test_figures_of_dev_are_printed_and_the_recall_of_letters_is_recorded(tmp_path, models, capsys, monkeypatch):
    monkeypatch.setattr("training.datasets.hands.FULL_SIGNER", 3)
    sample_folder.write_hands(tmp_path)
    arguments = ["dev", str(models), "--data", str(tmp_path), "--run", str(tmp_path / "run"), "--record"]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    for text in ("full signers", "Dora", "places", "verification", "enter  shown"):
        assert text in shown
    figures = json.loads((tmp_path / "run" / "results.json").read_text())
    assert set(figures["per_letter"]) == {"A", "B", "C"}
    assert read_metadata(models / "hand.json").letter_recall() == figures["per_letter"]


def test_how_well_numbers_are_read_is_recorded_for_the_tutor(models):
    numbers = {"mean": 0.9486, "each": 0.9148, "people": 35, "frames": 184, "per_number": {"0": 0.9063, "9": 0.75}}
    record(models / "hand.tflite", {"per_letter": {"A": 0.98765}, "numbers": numbers})
    metadata = read_metadata(models / "hand.json")
    assert (metadata.letter_recall(), metadata.number_recall()) == ({"A": 0.988}, {"0": 0.906, "9": 0.75})
    assert metadata.numbers_read() == 0.915
