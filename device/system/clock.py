"""Whether the date can be trusted. A Pi without a battery starts with the date of its last shutdown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

OLDEST = datetime(2025, 1, 1, tzinfo=UTC)  # before this program existed; an earlier date is wrong
MAX_STEP_BACK = timedelta(minutes=5)  # corrections are seconds; a longer step is a clock that has lost its battery
SYNCHRONISED = Path("run/systemd/timesync/synchronized")  # made by systemd-timesyncd after a server has answered
BATTERY = Path("sys/class/rtc/rtc0/hctosys")  # “1” if a clock with a battery set the date at boot


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
    try:
        return (root / BATTERY).read_text(encoding="ascii").strip() == "1"
    except (OSError, UnicodeDecodeError):
        return False
