"""`python -m device.settings.boot`: before each start of the service, pick the settings file that is right.

The file on the boot partition (any computer can write it) comes first, then the one in /etc. A wrong file costs
nothing but its own settings: the last right one is used, and the status says which line is wrong.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from device.errors import SettingsError
from device.settings import load_settings
from device.system.files import write_atomic

CANDIDATES = (Path("/boot/firmware/handshape.toml"), Path("/boot/handshape.toml"), Path("/etc/handshape/station.toml"))
LAST_GOOD = Path("/var/lib/handshape/last-good.toml")
CHOSEN = Path("/run/handshape/station.toml")
ERROR_FILE = Path("/run/handshape/settings-error.txt")
DEFAULTS = '# No settings file was right.\n[camera]\nwait = true\n[display]\nuse = ["log"]\n'


@dataclass(frozen=True)
class ChosenSettings:
    """What the station starts with.

    Attributes:
        text: of the settings file.
        path: it came from; None for the built-in last resort.
        complaint: why the file that should have been used was not, "" when it was.
    """

    text: str
    path: Path | None
    complaint: str = ""


def choose(candidates: tuple[Path, ...], last_good: Path) -> ChosenSettings:
    """The first candidate that exists if it is right, else the last good one, else the defaults."""
    complaint = ""
    for path in (*[path for path in candidates if path.exists()][:1], last_good):
        if path == last_good and not path.exists():
            break
        try:
            load_settings(path)
            return ChosenSettings(path.read_text(encoding="utf-8-sig"), path, complaint)
        except (SettingsError, OSError) as error:
            complaint = complaint or str(error)
    return ChosenSettings(DEFAULTS, None, complaint)


def main() -> int:
    """Write the chosen settings; never fails: without a writable disk the station starts with what is there."""
    choice = choose(CANDIDATES, LAST_GOOD)
    _write(CHOSEN, choice.text)
    _write(ERROR_FILE, choice.complaint)
    if choice.complaint:
        sys.stderr.write(f"handshape: {choice.complaint} Using {choice.path or 'built-in values'} instead.\n")
    elif choice.path != LAST_GOOD and (not LAST_GOOD.exists() or LAST_GOOD.read_text("utf-8") != choice.text):
        _write(LAST_GOOD, choice.text)
    return 0


def _write(path: Path, text: str) -> None:
    try:
        write_atomic(path, text)
    except OSError as error:
        sys.stderr.write(f"handshape: {path} cannot be written: {error.strerror}.\n")


if __name__ == "__main__":
    sys.exit(main())
