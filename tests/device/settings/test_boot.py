"""Which settings file a start uses: the boot partition's, else the one in /etc, else the last correct one."""

from device.settings import load_settings
from device.settings.boot import DEFAULTS, choose


def write(path, text):
    path.write_text(text)
    return path


def test_the_file_on_the_boot_partition_comes_first(tmp_path):
    boot = write(tmp_path / "boot.toml", "[camera]\nfps = 15\n")
    etc = write(tmp_path / "etc.toml", "[camera]\nfps = 20\n")
    assert choose((boot, etc), tmp_path / "last").path == boot


def test_a_wrong_file_keeps_the_last_good_one_and_names_the_line(tmp_path):
    boot = write(tmp_path / "boot.toml", "[camera]\nfps = 1000\n")
    last = write(tmp_path / "last.toml", "[camera]\nfps = 20\n")
    choice = choose((boot,), last)
    assert choice.path == last
    assert "boot.toml, line 2" in choice.complaint


def test_without_any_correct_file_the_defaults_wait_for_a_camera(tmp_path):
    boot = write(tmp_path / "boot.toml", "not toml")
    choice = choose((boot,), tmp_path / "none.toml")
    settings = load_settings(write(tmp_path / "defaults.toml", choice.text))
    assert choice.text == DEFAULTS
    assert settings.camera.wait
    assert "boot.toml" in choice.complaint


def test_a_binary_file_is_a_wrong_file(tmp_path):
    boot = tmp_path / "boot.toml"
    boot.write_bytes(bytes(range(256)))
    assert choose((boot,), tmp_path / "none").path is None
