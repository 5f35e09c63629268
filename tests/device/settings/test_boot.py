"""Before each start the service gets a correct settings file, whatever lies on the boot partition."""

import pytest

from device.settings import load_settings
from device.settings.boot import DEFAULTS, choose, main


def write(path, text):
    path.write_text(text)
    return path


def test_the_boot_partition_changes_single_lines(tmp_path):
    card = write(tmp_path / "handshape.toml", "[camera]\nfps = 15\n")
    etc = write(tmp_path / "etc.toml", "[camera]\nfps = 20\nwidth = 320\n")
    assert main((etc,), tmp_path / "last", tmp_path / "station.toml", tmp_path / "error", (card,)) == 0
    camera = load_settings(tmp_path / "station.toml").camera
    assert (camera.fps, camera.width) == (15, 320)
    assert (tmp_path / "last").read_text() == etc.read_text(), "the boot partition is not what is kept for later"


def test_a_wrong_line_of_the_boot_partition_is_said_and_the_rest_is_used(tmp_path, capsys):
    card = write(tmp_path / "handshape.toml", 'lettters = "A"\nmode = "read"\n')
    main((), tmp_path / "last", tmp_path / "station.toml", tmp_path / "error", (tmp_path / "none", card))
    settings = load_settings(tmp_path / "station.toml")
    assert (settings.practice.mode, settings.camera.wait, settings.display.use) == ("read", True, ("auto",))
    assert "handshape.toml, line 1" in (tmp_path / "error").read_text()
    assert "handshape.toml, line 1" in capsys.readouterr().err


def test_with_a_wrong_file_the_last_correct_one_is_used_and_the_line_is_named(tmp_path):
    boot = write(tmp_path / "boot.toml", "[camera]\nfps = 1000\n")
    last = write(tmp_path / "last.toml", "[camera]\nfps = 20\n")
    choice = choose((boot,), last)
    assert choice.path == last
    assert "boot.toml, line 2" in choice.error


def test_without_a_correct_file_the_built_in_one_waits_for_the_camera(tmp_path):
    boot = write(tmp_path / "boot.toml", "not toml")
    choice = choose((boot,), tmp_path / "none.toml")
    settings = load_settings(write(tmp_path / "defaults.toml", choice.text))
    assert choice.text == DEFAULTS
    assert settings.camera.wait
    assert "boot.toml" in choice.error


def test_a_binary_file_is_a_wrong_file(tmp_path):
    boot = tmp_path / "boot.toml"
    boot.write_bytes(bytes(range(256)))
    assert choose((boot,), tmp_path / "none").path is None


@pytest.fixture
def start(tmp_path):
    """Run the command on files in a folder of the test; returns it."""

    def run(boot: str) -> None:
        (tmp_path / "boot.toml").write_text(boot)
        names = ("last-good.toml", "station.toml", "error.txt")
        assert main((tmp_path / "boot.toml",), *(tmp_path / name for name in names)) == 0

    return run


def test_a_correct_file_is_taken_and_kept_for_later(start, tmp_path):
    start("[camera]\nfps = 15\n")
    assert (tmp_path / "station.toml").read_text() == "[camera]\nfps = 15\n"
    assert (tmp_path / "last-good.toml").read_text() == "[camera]\nfps = 15\n"
    assert (tmp_path / "error.txt").read_text() == ""


def test_a_mistake_is_written_for_the_status_and_the_log(start, tmp_path, capsys):
    start("[camera]\nfps = 15\n")
    start("[camera]\nfps = 1500\n")
    assert (tmp_path / "station.toml").read_text() == "[camera]\nfps = 15\n"
    assert "boot.toml, line 2: camera.fps must lie between 1 and 240." in (tmp_path / "error.txt").read_text()
    assert f"Using {tmp_path / 'last-good.toml'} instead." in capsys.readouterr().err
    start("[camera]\nfps = 16\n")
    assert (tmp_path / "error.txt").read_text() == ""


def test_a_folder_that_cannot_be_written_does_not_stop_the_service(tmp_path, capsys):
    gone = tmp_path / "gone"
    assert main((), gone / "last", gone / "station.toml", gone / "error.txt") == 0
    assert capsys.readouterr().err.splitlines()[0] == (
        f"handshape: {gone / 'station.toml'} cannot be written: there is no folder {gone}."
    )
