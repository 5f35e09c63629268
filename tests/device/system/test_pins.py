"""A GPIO that two parts claim is found."""

import pytest

from device.errors import SettingsError
from device.settings import ButtonSettings, DisplaySettings, Settings, pin_uses, require_free_pins
from device.system.pins import claimed_twice, pin_name


def test_a_pin_of_two_parts_names_both():
    assert claimed_twice({"leds": (17, 27), "lcd": (25, 27), "button": (25,)}) == {
        25: ("lcd", "button"),
        27: ("leds", "lcd"),
    }


def test_different_pins_are_well():
    assert claimed_twice({"leds": (17, 27), "lcd": (25,)}) == {}


def test_a_pin_is_named_with_its_place_on_the_header():
    assert pin_name(25) == "GPIO25 (pin 22)"


def test_a_conflict_is_an_error_with_the_name_of_the_pin():
    settings = Settings(display=DisplaySettings(use=("lcd",)), buttons=ButtonSettings(use=True, skip=6))
    with pytest.raises(SettingsError, match=r"GPIO6 \(pin 31\) is used by display\.lcd_pins and buttons\.skip; give"):
        require_free_pins(settings)


def test_disabled_parts_use_no_pin():
    assert pin_uses(Settings(display=DisplaySettings(use=("json",)))) == {}
