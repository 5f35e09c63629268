"""Files of version 0.1 keep working: a station.toml with every key, a last-good.toml and a page.json."""

import dataclasses
import shutil
import tomllib
from pathlib import Path

import pytest

from device.camera import open_camera
from device.errors import SettingsError
from device.settings import Settings, choices_path, load_choices, load_settings, with_page_choices, with_values
from device.settings.boot import choose

FILES = Path(__file__).parent / "files"
STATION = FILES / "station-0.1.toml"
LAST_GOOD = FILES / "last-good-0.1.toml"


def test_every_key_of_a_station_toml_is_read():
    settings, built_in = load_settings(STATION), Settings()
    changed = [
        f"{section.name}.{item.name}"
        for section in dataclasses.fields(Settings)
        for item in dataclasses.fields(getattr(built_in, section.name))
        if getattr(getattr(settings, section.name), item.name) != getattr(getattr(built_in, section.name), item.name)
    ]
    written = sum(len(section) for section in tomllib.loads(STATION.read_text()).values())
    assert (written, len(changed)) == (52, 52)
    assert settings.camera.uri == "v4l2:/dev/video2"


def test_former_keys_are_read():
    settings = load_settings(STATION)
    assert settings.display.lcd_quarter_turns == 1
    assert settings.practice.rotate_modes is True
    assert settings.web.host_names == ("station.local",)


def test_a_key_under_both_of_its_names_is_refused(tmp_path):
    path = tmp_path / "station.toml"
    path.write_text("[practice]\nrotate_modes = true\nrotate = false\n")
    with pytest.raises(SettingsError, match=r"line 3: “practice\.rotate” is the former name of “practice\.rotate_"):
        load_settings(path)


def test_the_former_names_of_the_recognition_paths_are_read():
    assert load_settings(STATION).recognition.path == "baseline"
    assert load_settings(LAST_GOOD).recognition.path == "landmark"
    assert with_values(Settings(), "recognition", path="station").recognition.path == "landmark"


def test_the_last_correct_file_is_used_in_place_of_a_wrong_one(tmp_path):
    wrong = tmp_path / "station.toml"
    wrong.write_text("[camera]\nfsp = 1\n")
    choice = choose((wrong,), LAST_GOOD)
    assert choice.path == LAST_GOOD
    assert choice.text == LAST_GOOD.read_text()


@pytest.mark.parametrize("loop", ["", "?loop=1"])
def test_the_former_place_of_the_bundled_clip_opens_it(loop):
    settings = load_settings(LAST_GOOD).camera
    camera = open_camera(dataclasses.replace(settings, uri=settings.uri.partition("?")[0] + loop))
    try:
        assert camera.read() is not None
    finally:
        camera.close()


def test_choices_of_the_page_are_read(tmp_path):
    path = choices_path(tmp_path / "progress.db")
    shutil.copy(FILES / "page-0.1.json", path)
    chosen = load_choices(Settings().practice, path, pytest.fail)
    assert (chosen.mode, chosen.learner, chosen.letters) == ("words", "golden-fish", "ABC")
    assert (chosen.trials, chosen.hand, chosen.language) == (7, "left", "vi")
    settings = with_values(Settings(), "practice", progress=str(tmp_path / "progress.db"))
    layered = with_page_choices(settings, {"practice": {"mode": "round"}}, pytest.fail)
    assert (layered.practice.mode, layered.practice.learner) == ("round", "golden-fish")
