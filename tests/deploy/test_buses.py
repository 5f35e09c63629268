"""I²C and SPI are switched on once, and not where the 14-segment character needs their pins."""

import pytest

from deploy.agent.buses import MARK, switch_on

TOOL = "/usr/bin/raspi-config"


@pytest.fixture
def pi(layout):
    """A Pi on which both buses are off."""
    for name in (TOOL[1:], "dev/null", "etc/handshape/station.toml", "boot/firmware/handshape.toml"):
        (layout.root / name).parent.mkdir(parents=True, exist_ok=True)
        (layout.root / name).touch()
    return layout


@pytest.fixture
def switched(pi):
    """Switch on; return the names, and what raspi-config was asked for."""

    def run():
        steps = []
        return switch_on(pi, lambda command: steps.append(command) or 0), [step[1:] for step in steps]

    return run


def test_both_are_switched_on_once(pi, switched):
    assert switched() == (["I²C", "SPI"], [["nonint", "do_i2c", "0"], ["nonint", "do_spi", "0"]])
    assert switched() == ([], []), "somebody who has switched one off is obeyed"


def test_what_is_on_and_what_raspi_config_refuses_is_left_out(pi):
    (pi.root / "dev/i2c-1").touch()
    assert switch_on(pi, lambda command: 1) == []
    assert (pi.home / MARK).exists()


def test_without_raspi_config_nothing_is_done(pi, switched):
    (pi.root / TOOL[1:]).unlink()
    assert switched() == ([], [])
    assert not (pi.home / MARK).exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("etc/handshape/station.toml", b'[display]\nuse = ["auto", "character"]\n'),
        ("boot/firmware/handshape.toml", "displays = ['character']\r\n".encode("utf-16")),
    ],
)
def test_spi_stays_off_for_the_character(pi, switched, name, text):
    (pi.root / name).write_bytes(text)
    assert switched()[0] == ["I²C"]


def test_a_comment_and_the_characters_pins_do_not_count(pi, switched):
    (pi.root / "etc/handshape/station.toml").write_text("# character\n[display]\ncharacter_pins = []\n")
    assert switched()[0] == ["I²C", "SPI"]
