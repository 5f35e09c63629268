"""station.toml: every mistake is named with its file, key and line."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.errors import SettingsError
from device.settings import CameraSettings, Settings, load_settings, with_values


@pytest.fixture
def toml(tmp_path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "station.toml"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def error_of(path: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert caught.value.exit_code == 2
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_no_file_gives_the_defaults():
    assert load_settings(None) == Settings()


def test_an_empty_file_gives_the_defaults(toml):
    assert load_settings(toml("")) == Settings()


def test_values_are_taken_and_the_rest_stays(toml):
    settings = load_settings(toml('[camera]\nuri = "v4l2:/dev/video2"\nfps = 15\n[display]\nuse = ["leds", "json"]\n'))
    assert settings.camera == CameraSettings(uri="v4l2:/dev/video2", fps=15.0)
    assert settings.display.use == ("leds", "json")
    assert settings.smoothing == Settings().smoothing


def test_a_file_saved_by_windows_notepad_is_read(toml):
    text = "[camera]\r\nfps = 15\r\n"
    assert load_settings(toml(text, "utf-8-sig")).camera.fps == 15


@pytest.mark.parametrize(
    ("text", "line", "text_of_error"),
    [
        ("[camera]\n\nfsp = 30\n", 3, "there is no setting “camera.fsp”; known here: uri, width"),
        ("# mine\n[kamera]\nfps = 30\n", 2, "there is no setting “kamera”; known here: camera, recognition"),
        ("[camera]\nfps = 30\n[camera.extra]\nx = 1\n", 3, "there is no setting “camera.extra”"),
        ("camera = 3\n", 1, "“camera” is a section; write [camera] above its keys"),
        ("\n[[camera]]\nfps = 30\n", 2, "“camera” is a section"),
        ("[camera]\nuri = 3\n", 2, "camera.uri must be a text in quotes, not 3"),
        ('[camera]\nwidth = "640"\n', 2, "camera.width must be a whole number, not '640'"),
        ("[camera]\nwidth = 640.5\n", 2, "camera.width must be a whole number, not 640.5"),
        ("[camera]\nwidth = true\n", 2, "camera.width must be a whole number, not True"),
        ('[camera]\nfps = "fast"\n', 2, "camera.fps must be a number, not 'fast'"),
        ("[camera]\nfps = 0\n", 2, "camera.fps must lie between 1 and 240"),
        ("[camera]\nfps = nan\n", 2, "camera.fps must lie between 1 and 240"),
        ("[camera]\nheight = 99999\n", 2, "camera.height must lie between 64 and 4096"),
        ("[recognition]\nthreads = 9\n", 2, "recognition.threads must lie between 0 and 8"),
        ('[recognition]\npath = "magic"\n', 2, "recognition.path must be one of"),
        ("[smoothing]\nwindow_s = 0\n", 2, "smoothing.window_s must lie between 0.05 and 5"),
        ('[display]\nuse = "terminal"\n', 2, "display.use must be a list in square brackets"),
        ('[display]\nuse = ["terminal", 3]\n', 2, "display.use must be a text in quotes, not 3"),
        ('[display]\nuse = ["hologram"]\n', 2, "display.use knows no “hologram”; choose from terminal"),
        ("[display]\nled_pins = [1, 2, 3]\n", 2, "display.led_pins needs 5 GPIO numbers (or none), not 3"),
        ("[display]\nled_pins = [1, 2, 3, 4, 4]\n", 2, "display.led_pins names a GPIO twice"),
        ("[display]\nled_pins = [1, 2, 3, 4, 40]\n", 2, "display.led_pins takes GPIO numbers from 0 to 27"),
        ("[display]\ncharacter_active_high = 1\n", 2, "display.character_active_high must be true or false"),
        # The same mistakes written in TOML's other ways.
        ("\ncamera.fps = 0\n", 2, "camera.fps must lie between"),
        ("\n\ncamera = { uri = 'x', fps = 0 }\n", 3, "camera.fps must lie between"),
        ('["camera"]\n"fps" = 0\n', 2, "camera.fps must lie between"),
        # A key of the same name stands in another section.
        ("[smoothing]\nwindow_s = 1\n[camera]\nuri = 'auto'\nwindow_s = 1\n", 5, "no setting “camera.window_s”"),
    ],
)
def test_a_mistake_is_named_with_file_key_and_line(toml, text, line, text_of_error):
    path = toml(text)
    message = error_of(path)
    assert f"{path}, line {line}:" in message
    assert text_of_error in message


def test_a_file_that_is_not_toml_is_an_error_with_the_parser_s_line(toml):
    assert "line 2" in error_of(toml("[camera]\nfps =\n"))


def test_a_file_that_is_not_text_is_an_error(toml):
    assert "it is not UTF-8 text" in error_of(toml("[camera]\nuri = 'ü'\n", "latin-1"))


def test_a_missing_file_is_an_error(tmp_path):
    assert "No such file" in error_of(tmp_path / "station.toml")


def test_command_line_values_are_checked_like_a_file():
    with pytest.raises(SettingsError, match=r"^display\.use knows no “hologram”"):
        with_values(Settings(), "display", use=("hologram",))


def test_none_on_the_command_line_changes_nothing():
    assert with_values(Settings(), "camera", uri=None) == Settings()


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().camera.fps = 3  # type: ignore[misc]


@given(fps=st.floats(1, 240), width=st.integers(64, 4096), stall=st.floats(0.2, 60))
def test_any_value_in_range_comes_back_as_written(tmp_path_factory, fps, width, stall):
    path = tmp_path_factory.mktemp("toml") / "station.toml"
    path.write_text(f"[camera]\nfps = {fps!r}\nwidth = {width}\nstall_s = {stall!r}\n")
    camera = load_settings(path).camera
    assert (camera.fps, camera.width, camera.stall_s) == (fps, width, stall)


@given(st.text(max_size=60))
def test_any_content_is_read_or_is_an_error_of_one_sentence(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("toml") / "station.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    message = ""
    try:
        load_settings(path)
    except SettingsError as error:
        message = str(error)
    assert message == "" or str(path) in message
    assert len(message.splitlines()) <= 1
