"""Push buttons on gpiozero's mock pins, and a station that has none."""

import time

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from device.settings import ButtonSettings
from device.system import buttons
from device.system.buttons import open_buttons

USED = ButtonSettings(use=True)


@pytest.fixture
def pins(monkeypatch):
    """Mock pins in place of the machine's, and a short hold."""
    monkeypatch.setattr(buttons, "HOLD_S", 0.1)
    monkeypatch.setattr(buttons, "BOUNCE_S", None)  # mock pins do not chatter
    before = gpiozero.Device.pin_factory
    factory = gpiozero.Device.pin_factory = MockFactory()
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = before


def push(factory, pin: int, seconds: float = 0.0) -> None:
    factory.pin(pin).drive_low()
    time.sleep(seconds)
    factory.pin(pin).drive_high()


@pytest.mark.parametrize("name", ["mode", "next", "skip", "learner"])
def test_every_button_presses_once(pins, name):
    pressed, warned = [], []
    open_ = open_buttons(USED.pins, pressed.append, warned.append)
    push(pins, getattr(USED, name))
    open_.close()
    assert pressed == [name]
    assert warned == []


@pytest.mark.parametrize(("name", "instead"), [("mode", "learner"), ("skip", "clear")])
def test_a_long_press_is_another_button_and_not_both(pins, name, instead):
    pressed = []
    open_ = open_buttons(USED.pins, pressed.append, print)
    push(pins, getattr(USED, name), 0.3)
    assert pressed == [instead]
    push(pins, getattr(USED, name))
    open_.close()
    assert pressed == [instead, name]


def test_a_button_that_is_not_there_takes_no_pin(pins):
    pressed = []
    open_ = open_buttons(ButtonSettings(use=True, learner=-1, skip=-1).pins, pressed.append, print)
    gpiozero.LED(USED.learner).close()
    open_.close()


def test_contacts_that_chatter_are_waited_for(pins, monkeypatch):
    monkeypatch.setattr(buttons, "BOUNCE_S", 0.03)
    open_ = open_buttons(USED.pins, print, print)
    assert pins.pin(USED.mode).bounce == 0.03
    assert pins.pin(USED.mode).pull == "up"
    open_.close()


def test_closed_buttons_give_their_pins_back(pins):
    open_ = open_buttons(USED.pins, print, print)
    open_.close()
    open_.close()
    open_buttons(USED.pins, print, print).close()


def test_no_buttons_are_opened_unless_asked_for():
    warned = []
    assert open_buttons(ButtonSettings().pins, print, warned.append) is None
    assert warned == []


def test_without_gpio_the_station_goes_on_with_a_warning(monkeypatch):
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    before = gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory = None
    warned = []
    assert open_buttons(USED.pins, print, warned.append) is None
    gpiozero.Device.pin_factory = before
    assert len(warned) == 1
    assert "works without" in warned[0]


def test_a_pin_that_is_taken_is_a_warning_and_the_others_are_given_back(pins):
    led, warned = gpiozero.LED(USED.skip), []
    assert open_buttons(USED.pins, print, warned.append) is None
    assert "check [buttons]" in warned[0]
    led.close()
    open_buttons(USED.pins, print, print).close()


def test_an_error_of_the_pin_library_itself_is_a_warning(pins, monkeypatch):
    """lgpio without its chip, or with a pin that SPI has taken, raises a plain Exception of its own."""

    def refuse(self, number):
        raise type("error", (Exception,), {})("'GPIO busy'")

    monkeypatch.setattr(MockFactory, "pin", refuse)
    warned = []
    assert open_buttons(USED.pins, print, warned.append) is None
    assert "'GPIO busy'" in warned[0]
