"""The GPIOs that the enabled displays and buttons of a settings file use, and what to do when two claim one."""

from dataclasses import replace

from device.errors import SettingsError
from device.settings.sections import Settings
from device.system.pins import I2C_PINS, SPI_PINS, claimed_twice, pin_name

ADVICE = "give each its own pins in the settings file, or disable one of the parts"


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


def pin_conflicts(settings: Settings) -> list[str]:
    """Return what is wrong, one phrase for each GPIO that two enabled parts claim."""
    twice = claimed_twice(pin_uses(settings))
    return [f"{pin_name(pin)} is used by {' and '.join(parts)}" for pin, parts in twice.items()]


def require_free_pins(settings: Settings) -> None:
    """Check that no GPIO is claimed twice.

    Raises:
        SettingsError: two enabled parts claim a GPIO.
    """
    conflicts = pin_conflicts(settings)
    if conflicts:
        raise SettingsError(f"{'; '.join(conflicts)}; {ADVICE}.")


def without_conflicts(settings: Settings) -> tuple[Settings, list[str]]:
    """Return settings whose parts share no GPIO, and a sentence for each part that is not used.

    A display that is named later gives way to an earlier one; buttons give way to displays, because a station works
    without them.
    """
    problems: list[str] = []
    buttons, use = settings.buttons, settings.display.use
    settings = replace(settings, buttons=replace(buttons, use=False), display=replace(settings.display, use=()))
    for name in use:
        more = replace(settings, display=replace(settings.display, use=(*settings.display.use, name)))
        conflicts = pin_conflicts(more)
        if conflicts:
            problems.append(f"The display “{name}” is not used: {conflicts[0]}.")
        else:
            settings = more
    with_buttons = replace(settings, buttons=buttons)
    conflicts = pin_conflicts(with_buttons)
    if conflicts:
        return settings, [*problems, f"The buttons are not used: {conflicts[0]}."]
    return with_buttons, problems
