"""LEDs and the 14-segment character, on gpiozero's mock pins."""

import string
import warnings

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from device.display.leds import LED_NAMES, Character, Leds
from device.errors import DisplayError
from device.settings import DisplaySettings
from device.view import Task, View
from tests.golden.cases import STATUSES

LED_PINS = DisplaySettings().led_pins
SEGMENT_PINS = DisplaySettings().character_pins


@pytest.fixture
def no_pins(monkeypatch):
    """A machine without GPIO: gpiozero finds no pin library that works."""
    before = gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory = None
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    yield
    gpiozero.Device.pin_factory = before


LIT = {
    "starting": (),
    "searching": ("searching",),
    "hand": ("hand",),
    "holding": ("holding",),
    "confirmed": ("right",),
    "camera lost": ("try_again",),
    "ended": (),
}


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_lights_its_led_only(pins, status):
    leds = Leds(LED_PINS)
    leds.show(View("confirmed" if status != "confirmed" else "hand"))  # something else before
    leds.show(View(status))
    assert tuple(name for name, pin in zip(LED_NAMES, LED_PINS, strict=True) if pins(pin)) == LIT[status]
    leds.close()


@pytest.mark.parametrize(
    ("outcome", "lit"), [("right", "right"), ("wrong", "try_again"), ("ungraded", "searching"), (None, "hand")]
)
def test_an_answer_lights_right_or_try_again(pins, outcome, lit):
    leds = Leds(LED_PINS)
    leds.show(View("hand", task=Task(prompt="A", outcome=outcome)))
    assert [name for name, pin in zip(LED_NAMES, LED_PINS, strict=True) if pins(pin)] == [lit]
    leds.close()


def test_closed_leds_are_off_and_their_pins_released(pins):
    leds = Leds(LED_PINS)
    leds.show(View("hand"))
    leds.close()
    leds.close()
    assert not any(pins(pin) for pin in LED_PINS)
    Leds(LED_PINS).close()


def segments(pins) -> tuple[bool, ...]:
    return tuple(pins(pin) for pin in SEGMENT_PINS)


def test_each_of_the_26_letters_has_different_segments(pins):
    character = Character(SEGMENT_PINS)
    patterns = {}
    for letter in string.ascii_uppercase:
        character.show(View("holding", letter))
        patterns[letter] = segments(pins)
        assert any(patterns[letter]), letter
    assert len(set(patterns.values())) == 26
    character.close()


@pytest.mark.parametrize("letter", string.ascii_uppercase)
def test_a_letter_is_turned_off_again(pins, letter):
    character = Character(SEGMENT_PINS)
    character.show(View("confirmed", letter))
    character.show(View("searching"))
    assert not any(segments(pins))
    character.close()


def test_a_lost_camera_is_a_dash(pins):
    character = Character(SEGMENT_PINS)
    for status in STATUSES:
        character.show(View(status))
        assert sum(segments(pins)) == (2 if status == "camera lost" else 0), status
    character.close()


def test_in_a_lesson_the_character_is_the_prompt(pins):
    character = Character(SEGMENT_PINS)
    character.show(View("holding", "B"))
    wanted = segments(pins)
    character.show(View("holding", "A", task=Task(prompt="B")))
    assert segments(pins) == wanted
    character.show(View("holding", "A", task=Task(prompt="", picture="B")))
    assert not any(segments(pins)), "the name of a picture is not given away"
    character.close()


def test_a_common_anode_character_is_driven_with_inverted_levels(pins):
    character = Character(SEGMENT_PINS, active_high=False)
    character.show(View("searching"))
    assert all(segments(pins))
    character.show(View("holding", "I"))
    assert 0 < sum(not level for level in segments(pins)) < 14
    character.close()


@pytest.mark.parametrize(("make", "name"), [(Leds, "leds"), (Character, "character")])
def test_without_gpio_the_error_says_what_to_do(no_pins, make, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DisplayError, match=f"The display “{name}” needs GPIO pins, but this machine has none"):
            make(LED_PINS if make is Leds else SEGMENT_PINS)


@pytest.mark.parametrize(("make", "key"), [(Leds, "led_pins"), (Character, "character_pins")])
def test_without_pins_the_error_names_the_setting(pins, make, key):
    with pytest.raises(DisplayError, match=f"has no pins; set display.{key}"):
        make(())


def test_an_error_of_the_pin_library_is_a_display_error(pins, monkeypatch):
    """lgpio raises a bare Exception if its chip is missing or SPI uses the pin."""

    def refuse(self, number):
        raise type("error", (Exception,), {})("'can not open gpiochip'")

    monkeypatch.setattr(MockFactory, "pin", refuse)
    with pytest.raises(DisplayError, match="cannot use its GPIO pins") as error:
        Leds(LED_PINS)
    assert "can not open gpiochip" in str(error.value)


def test_a_pin_in_use_is_refused(pins):
    leds = Leds(LED_PINS)
    with pytest.raises(DisplayError, match="cannot use its GPIO pins"):
        Character((LED_PINS[0], *SEGMENT_PINS[1:]))
    leds.close()


def test_without_gpiozero_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "gpiozero", None)
    with pytest.raises(DisplayError, match="needs gpiozero; `pip install"):
        Leds(LED_PINS)


def test_a_closed_character_is_off(pins):
    character = Character(SEGMENT_PINS)
    character.show(View("holding", "B"))
    character.close()
    character.close()
    assert not any(segments(pins))
