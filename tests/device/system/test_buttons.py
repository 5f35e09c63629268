"""Push buttons on gpiozero's mock pins, and machines without GPIO."""

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory

from device.settings import ButtonSettings
from device.system import buttons
from device.system.buttons import open_buttons
from tests.tools import waiting

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


def push(factory, pin: int, until=lambda: True) -> None:
    """Press a button, and release it as soon as `until` is true."""
    factory.pin(pin).drive_low()
    waiting.until(until)
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
    push(pins, getattr(USED, name), until=lambda: pressed == [instead])
    assert pressed == [instead]
    push(pins, getattr(USED, name))
    open_.close()
    assert pressed == [instead, name]


def test_a_button_without_a_pin_claims_none(pins):
    pressed = []
    open_ = open_buttons(ButtonSettings(use=True, learner=-1, skip=-1).pins, pressed.append, print)
    gpiozero.LED(USED.learner).close()
    open_.close()


def test_contact_bounce_is_filtered(pins, monkeypatch):
    monkeypatch.setattr(buttons, "BOUNCE_S", 0.03)
    open_ = open_buttons(USED.pins, print, print)
    assert pins.pin(USED.mode).bounce == 0.03
    assert pins.pin(USED.mode).pull == "up"
    open_.close()


def test_closed_buttons_release_their_pins(pins):
    open_ = open_buttons(USED.pins, print, print)
    open_.close()
    open_.close()
    open_buttons(USED.pins, print, print).close()


def test_by_default_no_buttons_are_opened():
    warned = []
    assert open_buttons(ButtonSettings().pins, print, warned.append) is None
    assert warned == []


def test_without_gpio_there_is_a_warning(monkeypatch):
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    before = gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory = None
    warned = []
    assert open_buttons(USED.pins, print, warned.append) is None
    gpiozero.Device.pin_factory = before
    assert len(warned) == 1
    assert "works without" in warned[0]


def test_a_pin_in_use_is_a_warning_and_the_others_are_released(pins):
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
