"""`display.use = ["auto"]`: every display that is really there, and none that is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from device.display import discovery
from device.display.discovery import screen_connected, with_found_displays
from device.settings import DisplaySettings, Settings, require_free_pins, with_values


def auto(*more: str, **display: object) -> Settings:
    return Settings(display=DisplaySettings(use=("auto", *more), **display))


@pytest.fixture
def root(tmp_path):
    def add(*files: str) -> Path:
        for name in files:
            path, _, content = name.partition("=")
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content)
        return tmp_path

    return add


@pytest.fixture
def answering(monkeypatch):
    """Pretend that an OLED or an LCD answers."""

    def set_(*names: str) -> None:
        monkeypatch.setattr(discovery, "oled_answers", lambda bus, address, root: "oled" in names)
        monkeypatch.setattr(discovery, "lcd_answers", lambda pins, root: "lcd" in names)

    set_()
    return set_


FB, CONNECTED = "dev/fb0", "sys/class/drm/card1-HDMI-A-1/status=connected"
EMPTY = "sys/class/drm/card1-HDMI-A-1/status=disconnected"


@pytest.mark.parametrize(
    ("files", "there"),
    [
        ((), False),
        ((FB,), True),
        ((FB, CONNECTED), True),
        ((FB, EMPTY), False),
        ((FB, EMPTY, "sys/class/drm/card1-HDMI-A-2/status=connected"), True),
        ((FB, EMPTY, "sys/class/drm/card1-Writeback-1/status=connected"), False),
        ((CONNECTED,), False),
    ],
)
def test_a_screen_counts_when_it_is_connected(root, files, there):
    assert screen_connected(Path("/dev/fb0"), root(*files)) is there


def test_the_log_is_always_there(root, answering):
    assert with_found_displays(auto(), root=root(), on_terminal=False).display.use == ("log",)


def test_everything_that_is_there_is_used_and_what_is_named_comes_first(root, answering):
    answering("oled", "lcd")
    settings = with_found_displays(auto("leds"), root=root(FB, CONNECTED), on_terminal=False)
    assert settings.display.use == ("leds", "framebuffer", "oled", "lcd", "log")
    require_free_pins(settings)


def test_on_a_terminal_the_picture_is_there_or_on_the_screen(root, answering):
    assert with_found_displays(auto(), root=root(), on_terminal=True).display.use == ("terminal",)
    assert with_found_displays(auto(), root=root(FB), on_terminal=True).display.use == ("framebuffer",)


def test_a_display_whose_pins_are_in_use_is_not_looked_for(root, answering):
    answering("lcd", "oled")
    warnings = []
    settings = auto("character", "leds", led_pins=(2, 3, 22, 23, 24))
    found = with_found_displays(settings, warnings.append, root(), on_terminal=False)
    assert found.display.use == ("character", "leds", "log")
    shared = "GPIO2 (pin 3) is used by display.led_pins and the I²C bus of the OLED"
    assert warnings == [f"The display “oled” is there and not used: {shared}."]


def test_without_auto_nothing_changes(root):
    settings = with_values(Settings(), "display", use=("leds",))
    assert with_found_displays(settings, root=root(FB)) is settings


def test_a_bus_that_is_not_there_answers_nothing(tmp_path):
    assert not discovery.oled_answers(1, 0x3C, tmp_path)
    assert not discovery.lcd_answers((6, 5, 13), tmp_path)


class Bus:
    """An I²C bus with these addresses on it."""

    there = (0x3C,)

    def __init__(self, device):
        self.device = device

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read_byte(self, address):
        if address not in self.there:
            raise OSError(121, "Remote I/O error")
        return 0


def test_an_oled_is_found_at_its_address(root, monkeypatch):
    import smbus2

    monkeypatch.setattr(smbus2, "SMBus", Bus)
    base = root("dev/i2c-1")
    assert discovery.oled_answers(1, 0x3C, base)
    assert not discovery.oled_answers(1, 0x3D, base)


@pytest.mark.parametrize(
    ("answer", "there"), [([0, 0, 0, 0], False), ([255] * 4, False), ([0, 0x85, 0x85, 0x52], True)]
)
def test_an_lcd_is_found_by_its_identity(root, monkeypatch, answer, there):
    import sys
    import types

    class Spi:
        max_speed_hz = 0

        def open(self, bus, device):
            pass

        def xfer2(self, sent):
            assert sent[0] == 0x04
            return [0, *answer]

        def close(self):
            pass

    monkeypatch.setitem(sys.modules, "spidev", types.SimpleNamespace(SpiDev=Spi))
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    import gpiozero
    from gpiozero.pins.mock import MockFactory

    monkeypatch.setattr(gpiozero.Device, "pin_factory", MockFactory())
    assert discovery.lcd_answers((6, 5, 13), root("dev/spidev0.0")) is there


def test_every_pair_of_displays_and_buttons_has_pins_of_its_own():
    """All but one: LCD and character together need 33 of the 28 GPIOs of a Pi."""
    everything = with_values(Settings(), "buttons", use=True)
    for use in (("leds", "lcd", "oled"), ("leds", "character", "oled")):
        require_free_pins(replace(everything, display=replace(everything.display, use=use)))
