"""Settings files that editors and people spoil: read, or refused with file and line; never another error."""

import contextlib
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import SettingsError
from device.settings import PracticeSettings, Settings, load_settings, progress_path
from device.settings.boot import choose
from device.settings.rules import rule_of
from device.system import user_folders
from device.system.user_folders import NoHomeError, home_folder, with_home

FIELDS = [
    (section.name, item)
    for section in dataclasses.fields(Settings)
    for item in dataclasses.fields(section.default_factory)
]
TEXTS = [(section, item.name) for section, item in FIELDS if item.type is str]
NUMBERS = [(section, item.name) for section, item in FIELDS if item.type in (int, float)]
PATHS = [(section, item.name) for section, item in FIELDS if rule_of(item).is_path]


def load(tmp_path, text: str, encoding: str = "utf-8") -> Settings:
    path = tmp_path / "station.toml"
    path.write_bytes(text.encode(encoding))
    return load_settings(path)


def refused(tmp_path, text: str) -> str:
    with pytest.raises(SettingsError) as error:
        load(tmp_path, text)
    assert str(tmp_path / "station.toml") in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_file_of_any_usual_encoding_is_read(tmp_path, encoding):
    assert load(tmp_path, '[practice]\r\nletters = "ABC"\r\n', encoding).practice.letters == "ABC"
    choice = choose((tmp_path / "station.toml",), tmp_path / "last-good.toml")
    assert choice.error == ""
    assert choice.text.startswith("[practice]")


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\xff\xfe\x00", "not UTF-8"), (b'[web]\nkey = "\xe9"\n', "not UTF-8 text \\(line 2\\)"), (b"\0", "NUL")],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, data, said):
    path = tmp_path / "station.toml"
    path.write_bytes(data)
    with pytest.raises(SettingsError, match=said):
        load_settings(path)


def test_the_last_correct_file_may_be_spoilt_too(tmp_path):
    for name in ("station.toml", "last-good.toml"):
        (tmp_path / name).write_bytes(b"\xff\xff")
    choice = choose((tmp_path / "station.toml",), tmp_path / "last-good.toml")
    assert choice.path is None
    assert "not UTF-8" in choice.error


@pytest.mark.parametrize(("section", "name"), TEXTS)
def test_a_nul_is_refused_with_its_line(tmp_path, section, name):
    message = refused(tmp_path, f'[{section}]\n{name} = "a\\u0000b"\n')
    assert f"line 2: {section}.{name} " in message


@pytest.mark.parametrize(("section", "name"), NUMBERS)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e400", "9" * 400, "9" * 5000, "true", '"1"', "[1]", "-1e30"])
def test_a_number_that_is_none_is_refused(tmp_path, section, name, value):
    refused(tmp_path, f"[{section}]\n{name} = {value}\n")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a = " + "[" * 100_000, "a." * 50_000 + "a = 1", "a = " + "{b = " * 9999]
)
def test_a_file_that_is_nested_endlessly_is_refused(tmp_path, text):
    refused(tmp_path, text)


@pytest.mark.parametrize("value", [".", "..", "/", "a/", "~no-such-user/x"])
def test_a_path_without_a_name_is_refused_with_its_line(tmp_path, value):
    for section, name in PATHS:
        if name in ("model", "record_to", "own_handshapes") and not value.startswith("~"):
            continue  # folders, and a path that the model's own error names
        assert f"line 2: {section}.{name} cannot be" in refused(tmp_path, f'[{section}]\n{name} = "{value}"\n')


def test_a_tilde_stands_for_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    assert load(tmp_path, '[practice]\nprogress = "~/p.db"\n').practice.progress == "/home/anna/p.db"


@pytest.fixture
def no_home(monkeypatch):
    """A user without a home."""
    monkeypatch.setattr(user_folders.os, "getuid", lambda: 54321)
    for name in ("HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("home", [None, "", "relative"])
def test_a_user_without_a_home_gets_the_option_that_replaces_it(no_home, monkeypatch, tmp_path, home):
    if home is not None:
        monkeypatch.setenv("HOME", home)
    with pytest.raises(NoHomeError, match="--progress FILE"):
        progress_path(PracticeSettings())
    with pytest.raises(NoHomeError):
        home_folder()
    assert "write the whole path" in refused(tmp_path, '[practice]\nprogress = "~/p.db"\n')


def test_a_relative_state_folder_is_not_used(monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    assert str(progress_path(PracticeSettings())) == "/home/anna/.local/state/handshape/progress.db"


@given(st.text("~/a.\0\n", max_size=8))
def test_a_path_keeps_its_text_but_for_the_home(text):
    with contextlib.suppress(NoHomeError):
        assert with_home(text).endswith(text.partition("/")[2])


LINES = st.sampled_from(
    [
        "[camera]",
        "[web]",
        "[[web]]",
        "fps = 30",
        "fps = nan",
        "port = 1",
        'uri = "auto"',
        "camera.fps = 1",
        "x",
        '"',
        "'''",
    ]
) | st.text(max_size=12)


@given(st.lists(LINES, max_size=6), st.binary(max_size=3))
def test_any_file_gives_settings_or_the_error_of_settings(tmp_path_factory, lines, start):
    path = tmp_path_factory.mktemp("any") / "station.toml"
    path.write_bytes(start + "\n".join(lines).encode("utf-8", "replace"))
    with contextlib.suppress(SettingsError):
        assert isinstance(load_settings(path), Settings)
