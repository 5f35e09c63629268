"""`handshape mode` and `handshape display` change one line of handshape.toml and nothing else."""

import pytest

from device.settings.set_choice import main, switch_buses, with_line


@pytest.fixture
def choose(tmp_path, capsys):
    """Run the command with a boot partition in a folder of the test; returns exit code, output and restarts."""
    restarts = []

    def run(*arguments, folder="boot"):
        capsys.readouterr()
        code = main(list(arguments), (tmp_path / folder / "handshape.toml",), lambda: restarts.append(arguments))
        done = capsys.readouterr()
        return code, done.out + done.err, len(restarts)

    (tmp_path / "boot").mkdir()
    return run


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'mode = "read"\n'),
        ("# hello\n[camera]\nfps = 9\n", '# hello\nmode = "read"\n[camera]\nfps = 9\n'),
        ('letters = "AB"\nmode = "web"   # old\n', 'letters = "AB"\nmode = "read"\n'),
        ('#mode = "practice"\n', '#mode = "practice"\nmode = "read"\n'),
        ('[practice]\nmode = "letters"\n', 'mode = "read"\n[practice]\nmode = "letters"\n'),
    ],
)
def test_one_line_changes(choose, tmp_path, before, after):
    (tmp_path / "boot/handshape.toml").write_text(before)
    code, out, restarts = choose("mode", "read")
    assert (code, restarts) == (0, 1)
    assert 'mode = "read"' in out
    assert (tmp_path / "boot/handshape.toml").read_text() == after


def test_a_list_over_several_lines_is_replaced_as_a_whole():
    text = 'displays = [\n  "auto",\n]\nletters = "A"\n'
    assert with_line(text, "displays", 'displays = ["leds"]') == 'displays = ["leds"]\nletters = "A"\n'


def test_displays_are_words(choose, tmp_path):
    assert choose("display", "auto", "leds")[0] == 0
    assert (tmp_path / "boot/handshape.toml").read_text() == 'displays = ["auto", "leds"]\n'


@pytest.mark.parametrize(
    ("displays", "steps"),
    [
        (["auto", "leds"], []),
        (["auto", "lcd"], [["nonint", "do_spi", "0"]]),
        (["oled", "character"], [["nonint", "do_spi", "1"], ["nonint", "do_i2c", "0"]]),
        (["lcd", "character"], [["nonint", "do_spi", "0"]]),
    ],
)
def test_the_buses_of_the_displays_are_switched(monkeypatch, displays, steps):
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    taken = []
    switch_buses(displays, taken.append)
    assert [step[1:] for step in taken] == steps


def test_without_a_value_it_says_what_is_set(choose):
    assert "mode is not set" in choose("mode")[1]
    choose("mode", "web")
    assert choose("mode") == (0, 'mode = "web"\n', 1)


@pytest.mark.parametrize(
    "arguments", [(), ("mode", "reed"), ("display", "oledd"), ("colour", "red"), ("mode", "read", "web")]
)
def test_a_wrong_word_changes_nothing_and_restarts_nothing(choose, tmp_path, arguments):
    code, out, restarts = choose(*arguments)
    assert (code, restarts) == (2, 0)
    assert out.startswith("handshape: ")
    assert not (tmp_path / "boot/handshape.toml").exists()


def test_a_file_of_windows_keeps_its_other_lines(choose, tmp_path):
    (tmp_path / "boot/handshape.toml").write_bytes('letters = "AB"\r\n'.encode("utf-16"))
    assert choose("mode", "read")[0] == 0
    assert (tmp_path / "boot/handshape.toml").read_text(encoding="utf-8") == 'letters = "AB"\nmode = "read"\n'


def test_a_boot_partition_that_cannot_be_written_is_said(choose, tmp_path, monkeypatch):
    import device.settings.set_choice as module

    def full(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(module, "write_atomic", full)
    code, out, restarts = choose("mode", "read")
    assert (code, restarts) == (2, 0)
    assert "cannot be written: Read-only file system" in out


def test_without_a_boot_partition_the_other_file_is_named(choose):
    code, out, _ = choose("mode", "read", folder="nowhere")
    assert code == 2
    assert "/etc/handshape/station.toml" in out
