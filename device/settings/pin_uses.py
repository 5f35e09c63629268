"""The GPIOs that the enabled displays and buttons of a settings file use, and what to do when two claim one."""

from dataclasses import replace

from device.errors import SettingsError
from device.settings.sections import Settings
from device.system.pins import I2C_PINS, SPI_PINS, claimed_twice, pin_name

ADVICE = "give each its own pins in the settings file, or disable one of the parts"
# An LCD with its bus, an OLED and a character take all pins but the serial port's: no LED and no button has one left.
CHARACTER_BESIDE_LCD = (4, 12, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27)


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


def advice(settings: Settings) -> str:
    """Return what to do about conflicts, a phrase: for LCD and character together the only pins that are left."""
    if not {"lcd", "character"} <= set(settings.display.use):
        return ADVICE
    return (
        f"for both write character_pins = {list(CHARACTER_BESIDE_LCD)} under [display], without LEDs and buttons, or "
        "leave one out: the LCD shows every letter, too"
    )


def require_free_pins(settings: Settings) -> None:
    """Check that no GPIO is claimed twice.

    Raises:
        SettingsError: two enabled parts claim a GPIO.
    """
    conflicts = pin_conflicts(settings)
    if conflicts:
        raise SettingsError(f"{'; '.join(conflicts)}; {advice(settings)}.")


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
            more_advice = f"; {advice(more)}" if advice(more) != ADVICE else ""
            problems.append(f"The display “{name}” is not used: {conflicts[0]}{more_advice}.")
        else:
            settings = more
    with_buttons = replace(settings, buttons=buttons)
    conflicts = pin_conflicts(with_buttons)
    if conflicts:
        return settings, [*problems, f"The buttons are not used: {conflicts[0]}."]
    return with_buttons, problems
