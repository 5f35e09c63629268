"""Is the date to be trusted? A Pi without a battery starts with the date of its last shutdown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

OLDEST = datetime(2025, 1, 1, tzinfo=UTC)  # before this program existed no clock was right
BACK = timedelta(minutes=5)  # clocks are corrected by seconds; more is a clock that lost its battery
SYNCHRONISED = Path("run/systemd/timesync/synchronized")  # made by systemd-timesyncd once a server has answered
BATTERY = Path("sys/class/rtc/rtc0/hctosys")  # “1” when a clock with a battery set the date at boot


def trusted(wall: datetime, last_seen: datetime | None, synchronised: bool) -> bool:
    """May days be counted with this date?

    Args:
        wall: what the clock says, with a time zone.
        last_seen: the newest date that was ever trusted, None at first.
        synchronised: a time server or a battery clock has set it since the start.
    """
    if not synchronised or wall < OLDEST:
        return False
    return last_seen is None or wall >= last_seen - BACK


def synchronised(root: Path = Path("/")) -> bool:
    """What the system says about its clock."""
    if (root / SYNCHRONISED).exists():
        return True
    try:
        return (root / BATTERY).read_text(encoding="ascii").strip() == "1"
    except (OSError, UnicodeDecodeError):
        return False
