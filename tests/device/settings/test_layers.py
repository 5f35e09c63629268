"""The order in which settings apply: built-in, file, choices on the page, command line."""

import json

import pytest

from device.__main__ import main
from device.errors import SettingsError
from device.settings import (
    Settings,
    choices_path,
    effective_settings,
    progress_path,
    save_choices,
    with_page_choices,
    with_values,
)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "station.toml"
    path.write_text(f'[practice]\nlearner = "blue-whale"\ntrials = 5\nprogress = "{tmp_path}/progress.db"\n')
    return path


def test_a_file_stands_above_the_built_in_values(file):
    settings = effective_settings(file, {}, built_in={"practice": {"mode": "read", "trials": 9}})
    assert (settings.practice.learner, settings.practice.trials, settings.practice.mode) == ("blue-whale", 5, "letters")


def test_a_command_s_own_built_in_values_apply_without_a_file():
    settings = effective_settings(
        None, {"practice": {"trials": 3}}, built_in={"practice": {"mode": "read", "trials": 9}}
    )
    assert (settings.practice.mode, settings.practice.trials) == ("read", 3)


def test_the_command_line_stands_above_the_file(file):
    line = {"practice": {"learner": "pink-pig", "trials": None}, "camera": {"uri": "auto"}}
    settings = effective_settings(file, line)
    assert (settings.practice.learner, settings.practice.trials) == ("pink-pig", 5)


def test_the_page_s_choices_lie_between_file_and_command_line(file):
    line = {"practice": {"trials": 12}}
    before = effective_settings(file, line)
    new = with_values(Settings(practice=before.practice), "practice", learner="pink-pig", mode="round").practice
    save_choices(new, before.practice, choices_path(progress_path(before.practice)))
    after = with_page_choices(before, line, pytest.fail).practice
    assert (after.learner, after.mode, after.trials) == ("pink-pig", "round", 12)


def test_a_changed_file_ends_the_page_s_choices(file):
    before = effective_settings(file, {})
    new = with_values(Settings(practice=before.practice), "practice", mode="round").practice
    save_choices(new, before.practice, choices_path(progress_path(before.practice)))
    file.write_text(file.read_text().replace("trials = 5", "trials = 6"))
    after = with_page_choices(effective_settings(file, {}), {}, pytest.fail).practice
    assert (after.mode, after.trials) == ("letters", 6)


def test_a_wrong_value_on_the_command_line_is_named(file):
    with pytest.raises(SettingsError, match=r"^practice\.trials must lie between 1 and 500\.$"):
        effective_settings(file, {"practice": {"trials": 0}})


@pytest.mark.parametrize(("word", "path"), [("report", "baseline"), ("station", "landmark")])
def test_a_former_name_on_the_command_line_gets_one_line_of_advice(capsys, tmp_path, word, path, tiny):
    picture = tmp_path / "none.png"
    assert main(["read", str(picture), "--path", word, "--json"]) == 4
    out, err = capsys.readouterr()
    assert err.splitlines()[0] == f"handshape: --path {word} is now called --path {path}; the former name still works."
    assert json.loads(out)["file"] == str(picture)


def test_an_unknown_path_is_refused(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["read", "x.png", "--path", "magic"])
    assert leaving.value.code == 2
    assert "choose from 'landmark', 'baseline'" in capsys.readouterr().err
