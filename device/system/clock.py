"""Whether the date can be trusted. A Pi without a battery starts with the date of its last shutdown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from device.system import machine

OLDEST = datetime(2025, 1, 1, tzinfo=UTC)  # before this program existed; an earlier date is wrong
MAX_STEP_BACK = timedelta(minutes=5)  # corrections are seconds; a longer step is a clock that has lost its battery
SYNCHRONISED = Path("run/systemd/timesync/synchronized")  # made by systemd-timesyncd after a server has answered
BATTERY = Path("sys/class/rtc/rtc0/hctosys")  # “1” if a clock with a battery set the date at boot
# A Pi 5 has such a clock on its board and no battery in the box: it says “1” after every power cut, too. Its driver
# measures the battery, in µV. A charged ML2020 cell has 3 V; without a cell the wire has next to nothing.
BATTERY_VOLTAGE = Path("sys/class/rtc/rtc0/battery_voltage")
MIN_BATTERY_UV = 2_000_000
ON_BOARD = ("Raspberry Pi 5", "Raspberry Pi 500", "Compute Module 5")


def trusted(wall: datetime, last_seen: datetime | None, synchronised: bool) -> bool:
    """Decide whether days may be counted with this date.

    Args:
        wall: the date of the clock, with a time zone.
        last_seen: the newest date that was trusted before; None if there is none.
        synchronised: True if a time server or a battery clock has set the date since the start.
    """
    if not synchronised or wall < OLDEST:
        return False
    return last_seen is None or wall >= last_seen - MAX_STEP_BACK


def synchronised(root: Path = Path("/")) -> bool:
    """Return True if the system says that its clock was set by a time server or a battery clock."""
    if (root / SYNCHRONISED).exists():
        return True
    if _text(root / BATTERY) != "1":
        return False
    voltage = _text(root / BATTERY_VOLTAGE)
    if voltage.isascii() and voltage.isdecimal():
        return int(voltage) >= MIN_BATTERY_UV
    board = machine.model_name(root)
    return not any(name in board for name in ON_BOARD)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
