"""The choices made on the web page: checked, saved beside the progress, loaded at the next start."""

import pytest

from device.errors import SettingsError
from device.settings import PracticeSettings, choices_path, chosen, keep, load_page_settings


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
        chosen(PracticeSettings(), wishes, "ABC")


def test_letters_are_taken_in_capitals_and_once():
    assert chosen(PracticeSettings(), {"letters": "bab"}, "ABC").letters == "BA"


def test_choices_are_kept_until_the_settings_file_changes(tmp_path):
    path, file = choices_path(tmp_path / "progress.db"), PracticeSettings()
    new = chosen(file, {"mode": "words", "trials": 12}, "ABC")
    keep(new, file, path)
    assert load_page_settings(file, path, pytest.fail) == new
    edited = PracticeSettings(trials=20)
    assert load_page_settings(edited, path, pytest.fail) == edited


@pytest.mark.parametrize("content", ["", "{", "[]", '{"chosen": {}}', "\xff", "null"])
def test_a_damaged_file_of_choices_is_a_warning(tmp_path, content):
    path, warnings = tmp_path / "page.json", []
    path.write_text(content, encoding="latin-1")
    assert load_page_settings(PracticeSettings(), path, warnings.append) == PracticeSettings()
    assert len(warnings) == 1


def test_choices_that_cannot_be_saved_are_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="until the station stops"):
        keep(PracticeSettings(), PracticeSettings(), tmp_path / "file" / "page.json")
