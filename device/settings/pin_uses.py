"""The GPIOs that the enabled displays and buttons of a settings file use, and what to do when two claim one."""

from dataclasses import replace
from pathlib import Path

from device.errors import SettingsError
from device.settings.sections import Settings
from device.system import machine
from device.system.pins import I2C_PINS, SPI_PINS, claimed_twice, held_by_kernel, pin_name

ADVICE = "give each its own pins in the settings file, or disable one of the parts"
SPI_ON = "the SPI bus, which is switched on"
SPI_ADVICE = (
    "switch SPI off (`sudo raspi-config nonint do_spi 1`, or dtparam=spi=off in config.txt on the boot partition) and "
    "restart the Pi"
)
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


def pin_conflicts(settings: Settings, root: Path = machine.ROOT) -> list[str]:
    """Return what is wrong, one phrase for each GPIO that two enabled parts claim, or one part and the kernel.

    Args:
        settings: with the parts.
        root: root of the file system.
    """
    uses = pin_uses(settings)
    if "lcd" not in settings.display.use:  # it names the same pins
        uses[SPI_ON] = held_by_kernel(root)
    twice = claimed_twice(uses)
    return [f"{pin_name(pin)} is used by {' and '.join(parts)}" for pin, parts in twice.items()]


def advice(settings: Settings, root: Path = machine.ROOT) -> str:
    """Return what to do about conflicts, a phrase.

    For LCD and character together it is the only pins that are left, for a bus that nothing uses how to switch it off.

    Args:
        settings: with the conflicts.
        root: root of the file system.
    """
    if any(SPI_ON in conflict for conflict in pin_conflicts(settings, root)):
        return SPI_ADVICE
    if not {"lcd", "character"} <= set(settings.display.use):
        return ADVICE
    return (
        f"for both write character_pins = {list(CHARACTER_BESIDE_LCD)} under [display], without LEDs and buttons, or "
        "leave one out: the LCD shows every letter, too"
    )


def require_free_pins(settings: Settings, root: Path = machine.ROOT) -> None:
    """Check that no GPIO is claimed twice.

    Args:
        settings: with the parts.
        root: root of the file system.

    Raises:
        SettingsError: two enabled parts claim a GPIO.
    """
    conflicts = pin_conflicts(settings, root)
    if conflicts:
        raise SettingsError(f"{'; '.join(conflicts)}; {advice(settings, root)}.")


def without_conflicts(settings: Settings, root: Path = machine.ROOT) -> tuple[Settings, list[str]]:
    """Return settings whose parts share no GPIO, and a sentence for each part that is not used.

    A display that is named later gives way to an earlier one; buttons give way to displays, because a station works
    without them.

    Args:
        settings: with the parts.
        root: root of the file system.
    """
    problems: list[str] = []
    buttons, use = settings.buttons, settings.display.use
    settings = replace(settings, buttons=replace(buttons, use=False), display=replace(settings.display, use=()))
    for name in use:
        more = replace(settings, display=replace(settings.display, use=(*settings.display.use, name)))
        conflicts = pin_conflicts(more, root)
        if conflicts:
            more_advice = f"; {advice(more, root)}" if advice(more, root) != ADVICE else ""
            problems.append(f"The display “{name}” is not used: {conflicts[0]}{more_advice}.")
        else:
            settings = more
    with_buttons = replace(settings, buttons=buttons)
    conflicts = pin_conflicts(with_buttons, root)
    if conflicts:
        return settings, [*problems, f"The buttons are not used: {conflicts[0]}."]
    return with_buttons, problems
