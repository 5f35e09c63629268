"""Mock pins for the displays that use GPIO."""

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory


@pytest.fixture
def pins():
    """Mock pins in place of the machine's; `pins(17)` is the level of GPIO 17."""
    before = gpiozero.Device.pin_factory
    factory = gpiozero.Device.pin_factory = MockFactory()
    yield lambda number: bool(factory.pin(number).state)
    factory.reset()
    gpiozero.Device.pin_factory = before
