"""The choices made on the web page: checked, saved beside the progress, loaded at the next start."""

import pytest

from device.errors import SettingsError
from device.settings import PracticeSettings, apply_choices, choices_path, load_choices, save_choices


@pytest.mark.parametrize(
    "wishes",
    [
        {"mode": "chess"},
        {"learner": "../../etc"},
        {"trials": 0},
        {"trials": "5"},
        {"trials": True},
        {"letters": "é"},
        {"letters": "Z"},
        {"language": "xx"},
        {"progress": "/etc/passwd"},
        {"words": "/etc/passwd"},
        {},
        [],
        None,
        5,
        "x",
    ],
)
def test_what_is_no_choice_is_refused(wishes):
    with pytest.raises(SettingsError, match=r"[.)]$"):
        apply_choices(PracticeSettings(), wishes, "ABC")


def test_letters_are_taken_in_capitals_and_once():
    assert apply_choices(PracticeSettings(), {"letters": "bab"}, "ABC").letters == "BA"


def test_choices_are_kept_until_the_settings_file_changes(tmp_path):
    path, file = choices_path(tmp_path / "progress.db"), PracticeSettings()
    new = apply_choices(file, {"mode": "words", "trials": 12}, "ABC")
    save_choices(new, file, path)
    assert load_choices(file, path, pytest.fail) == new
    edited = PracticeSettings(trials=20)
    assert load_choices(edited, path, pytest.fail) == edited


@pytest.mark.parametrize("content", ["", "{", "[]", '{"chosen": {}}', "\xff", "null"])
def test_a_damaged_file_of_choices_is_a_warning(tmp_path, content):
    path, warnings = tmp_path / "page.json", []
    path.write_text(content, encoding="latin-1")
    assert load_choices(PracticeSettings(), path, warnings.append) == PracticeSettings()
    assert len(warnings) == 1


def test_choices_that_cannot_be_saved_are_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="until the station stops"):
        save_choices(PracticeSettings(), PracticeSettings(), tmp_path / "file" / "page.json")
