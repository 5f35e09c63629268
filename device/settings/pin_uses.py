"""The GPIOs that the enabled displays and buttons of a settings file use."""

from device.settings.sections import Settings
from device.system.pins import I2C_PINS, SPI_PINS


def pin_uses(settings: Settings) -> dict[str, tuple[int, ...]]:
    """Return setting or bus → its GPIO numbers, for enabled displays and connected buttons only."""
    display = settings.display
    uses: dict[str, tuple[int, ...]] = {}
    if "leds" in display.use:
        uses["display.led_pins"] = display.led_pins
    if "character" in display.use:
        uses["display.character_pins"] = display.character_pins
    if "lcd" in display.use:
        uses["display.lcd_pins"] = display.lcd_pins
        uses["the SPI bus of the LCD"] = SPI_PINS
    if "oled" in display.use and display.oled_bus == 1:
        uses["the I²C bus of the OLED"] = I2C_PINS
    uses |= {f"buttons.{name}": (pin,) for name, pin in settings.buttons.pins.items()}
    return uses
