"""Findings of `doctor`, and its checks of the machine and the settings.

Every finding has a code that stays the same, for documentation and support.
"""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from device.errors import HandshapeError
from device.settings import Settings, load_settings, pin_conflicts, pin_uses
from device.settings.pin_uses import advice
from device.system import machine

HOT_C = 80.0  # Raspberry Pi firmware starts to slow the processor at 80 °C (soft limit from 60 °C on 3B+)
LOW_DISK_MB = 200.0
# make then builds its environment anew, so that it sees the new library; a station sees it at once.
AGAIN = "then run `make doctor` again (on a station nothing more)"


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes:
        code: stable name, such as "D20"; docs/troubleshooting.md has a section for each.
        state: "ok", "warn" (the program runs, with less) or "fail" (it cannot run).
        what: one sentence.
        fix: the command or action that fixes it; "" if nothing is wrong.
    """

    code: str
    state: Literal["ok", "warn", "fail"]
    what: str
    fix: str = ""


def check_system(root: Path) -> Finding:
    """Check the machine and its operating system."""
    on = machine.describe(root)
    what = f"{on['machine']}, {on['arch']}, {on['os']}, Python {on['python']}"
    if machine.is_pi(root) and (on["arch"] not in ("aarch64", "x86_64") or machine.userland_bits() != 64):
        reason = "a 32-bit system has no wheels of the TFLite runtime."
        return Finding("D10", "fail", f"{what}: {reason}", "flash the 64-bit Raspberry Pi OS")
    return Finding("D10", "ok", what)


def check_settings(config: Path | None) -> tuple[Settings, Finding]:
    """Read the settings; return the built-in values with a wrong file."""
    try:
        return load_settings(config), Finding("D12", "ok", f"settings: {config or 'built-in values'}")
    except HandshapeError as error:
        return Settings(), Finding("D12", "fail", str(error), f"correct {config}, or name another file with --config")


def check_gpio(root: Path) -> Finding:
    """Check for GPIO pins and the library for them."""
    chips = sorted((root / "dev").glob("gpiochip*"))
    if not chips:
        what = "There is no GPIO here: LEDs, character display and buttons do not work."
        return Finding("D40", "warn", what, "on a Pi, update Raspberry Pi OS; elsewhere there is nothing to fix")
    if importlib.util.find_spec("lgpio") is None:
        fix = f"sudo apt install python3-lgpio, {AGAIN}"
        return Finding("D40", "warn", "GPIO is here, but the pin library lgpio is not installed.", fix)
    return Finding("D40", "ok", f"GPIO: {', '.join(chip.name for chip in chips)}, lgpio")


def check_pins(settings: Settings, root: Path) -> Finding:
    """Check that no GPIO is claimed twice by the enabled displays, the buttons and the kernel."""
    conflicts = pin_conflicts(settings, root)
    if not conflicts:
        uses = pin_uses(settings)
        return Finding("D41", "ok", f"pins: {sum(map(len, uses.values()))} GPIO in use, none by two parts")
    what = f"{'; '.join(conflicts)}."
    return Finding("D41", "fail", what, advice(settings, root))


def check_displays(settings: Settings, root: Path) -> tuple[Settings, Finding]:
    """Find the displays that "auto" stands for; return the settings with them.

    Args:
        settings: which displays to open.
        root: root of the file system.
    """
    try:
        from device.display.discovery import with_found_displays
    except ImportError as error:  # D10 says which library is missing
        return settings, Finding("D42", "warn", f"The displays cannot be looked for: {error}.")

    found = with_found_displays(settings, root=root)
    names = ", ".join(found.display.use) or "none"
    if "framebuffer" in found.display.use and machine.has_desktop(root):
        fix = "`sudo systemctl set-default multi-user.target`, then restart the Pi"
        return found, Finding("D42", "warn", f"displays: {names}; a desktop hides the station's picture.", fix)
    if "auto" not in settings.display.use:
        return found, Finding("D42", "ok", f"displays: {names} (as set)")
    if set(found.display.use) <= {"log", "terminal"}:
        fix = "plug a monitor in before the Pi starts, or name an LCD or LEDs: handshape display auto lcd"
        return found, Finding("D42", "warn", f"No display is found here: {names} only.", fix)
    return found, Finding("D42", "ok", f"displays found: {names}")


def check_heat(root: Path) -> Finding:
    """Check the processor's temperature."""
    degrees = machine.temperature(root)
    if degrees is None:
        return Finding("D50", "ok", "temperature: no sensor")
    if degrees >= HOT_C:
        what = f"The processor is {degrees:.0f} °C hot and slows down."
        return Finding("D50", "warn", what, "give it a heat sink or a fan")
    return Finding("D50", "ok", f"temperature {degrees:.0f} °C")


def check_power(throttled: Callable[[], list[str] | None] = machine.throttled) -> Finding:
    """Check for undervoltage and throttling."""
    limits = throttled()
    if limits is None:
        return Finding("D51", "ok", "power: no vcgencmd here")
    if limits:
        fix = "use the official power supply and a short cable; cool the Pi"
        return Finding("D51", "warn", f"The Pi reports {', '.join(limits)}.", fix)
    return Finding("D51", "ok", "power: no undervoltage, no throttling")


def check_disk() -> Finding:
    """Check the free space of the current folder's disk."""
    free = machine.free_megabytes(Path.cwd())
    if free < LOW_DISK_MB:
        return Finding("D60", "warn", f"Only {free:.0f} MB are free on the disk.", "delete recordings or old releases")
    return Finding("D60", "ok", f"disk: {free:.0f} MB free")
