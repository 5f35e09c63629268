"""Find the displays that are really there, for the setting `display.use = ["auto"]`.

Only displays that show by themselves that they are connected can be found: a screen on HDMI, an OLED that answers on
its I²C bus, an LCD whose data line is wired back. LEDs, a character and a page are opened only by name.
"""

import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from device.settings import DisplaySettings, Settings
from device.settings.pin_uses import pin_conflicts
from device.system import machine

READ_ID = 0x04  # RDDID: the controller of an LCD sends three bytes that name it
SPI_ID_HZ = 1_000_000  # slow enough for a read of any controller


def with_found_displays(
    settings: Settings,
    warn: Callable[[str], None] = lambda sentence: None,
    root: Path = machine.ROOT,
    on_terminal: bool | None = None,
) -> Settings:
    """Return settings in which the displays that are there stand in place of "auto".

    Args:
        settings: returned unchanged without "auto".
        warn: called with one sentence for a display that is there and cannot be used.
        root: root of the file system.
        on_terminal: whether standard output is a terminal; None finds out.
    """
    if "auto" not in settings.display.use:
        return settings
    named = tuple(name for name in settings.display.use if name != "auto")
    settings = _using(settings, named)
    finders: dict[str, Callable[[DisplaySettings], bool]] = {
        "framebuffer": lambda display: screen_connected(Path(display.framebuffer), root),
        "oled": lambda display: oled_answers(display.oled_bus, display.oled_address, root),
        "lcd": lambda display: lcd_answers(display.lcd_pins, root),
    }
    for name, is_there in finders.items():
        if name in settings.display.use:
            continue
        more = _using(settings, (*settings.display.use, name))
        conflicts = pin_conflicts(more, root)
        # Where the pins are in use, looking there would disturb their part.
        if conflicts and not pin_conflicts(settings, root):
            if name == "oled" and oled_answers(settings.display.oled_bus, settings.display.oled_address, root):
                warn(f"The display “oled” is there and not used: {conflicts[0]}.")
            continue
        if is_there(settings.display):
            settings = more
    on_terminal = sys.stdout.isatty() if on_terminal is None else on_terminal
    last = "log"
    if on_terminal:  # the log would be written over the picture of the same screen
        last = "" if "framebuffer" in settings.display.use else "terminal"
    if last and last not in settings.display.use:
        settings = _using(settings, (*settings.display.use, last))
    return settings


def screen_connected(framebuffer: Path, root: Path = machine.ROOT) -> bool:
    """Return True if there is a framebuffer and, where the graphics driver knows, a screen at one of its sockets."""
    if not (root / framebuffer.relative_to("/") if framebuffer.is_absolute() else framebuffer).exists():
        return False
    sockets = [path for path in (root / "sys/class/drm").glob("card*-*/status") if "Writeback" not in path.parent.name]
    return not sockets or any(_text(path) == "connected" for path in sockets)


def oled_answers(bus: int, address: int, root: Path = machine.ROOT) -> bool:
    """Return True if a device answers at this address of an I²C bus, as `i2cdetect` finds out."""
    device = root / f"dev/i2c-{bus}"
    if not device.exists():
        return False
    try:
        from smbus2 import SMBus

        with SMBus(str(device)) as wires:
            wires.read_byte(address)
    except (OSError, ImportError):
        return False
    return True


def lcd_answers(pins: tuple[int, ...], root: Path = machine.ROOT) -> bool:
    """Return True if the controller of an LCD on the first SPI bus sends its identity.

    Modules without the line MISO (SDO) cannot answer: such a display must be named in the settings.

    Args:
        pins: GPIO of its data/command, reset and backlight lines.
        root: root of the file system.
    """
    if not pins or not (root / "dev/spidev0.0").exists():
        return False
    try:
        import spidev
        from gpiozero import DigitalOutputDevice

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # gpiozero warns for each pin library it tries
            command = DigitalOutputDevice(pins[0])  # low: a command follows
        try:
            bus = spidev.SpiDev()
            bus.open(0, 0)
            bus.max_speed_hz = SPI_ID_HZ
            answer = bus.xfer2([READ_ID, 0, 0, 0, 0])[1:]
            bus.close()
        finally:
            command.close()
    except Exception:  # each library has its own errors; lgpio raises a bare Exception
        return False
    return len(set(answer) - {0x00, 0xFF}) > 0  # a line that no chip drives reads as zeros or ones


def _using(settings: Settings, use: tuple[str, ...]) -> Settings:
    return replace(settings, display=replace(settings.display, use=use))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
