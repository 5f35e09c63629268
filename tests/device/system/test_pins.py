"""A GPIO that two parts claim is found."""

from device.settings import DisplaySettings, Settings, pin_uses
from device.system.pins import claimed_twice


def test_a_pin_of_two_parts_names_both():
    assert claimed_twice({"leds": (17, 27), "lcd": (25, 27), "button": (25,)}) == {
        25: ("lcd", "button"),
        27: ("leds", "lcd"),
    }


def test_different_pins_are_well():
    assert claimed_twice({"leds": (17, 27), "lcd": (25,)}) == {}


def test_disabled_parts_use_no_pin():
    assert pin_uses(Settings(display=DisplaySettings(use=("json",)))) == {}
