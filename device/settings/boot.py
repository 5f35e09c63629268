"""`python -m device.settings.boot`: pick a correct settings file before each start of the service.

The file on the boot partition, which any computer can write, comes before the one in /etc. If it is wrong, the last
correct file is used, and the status names the wrong line.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from device.errors import SettingsError
from device.settings import load_settings
from device.settings.loading import settings_text
from device.system.files import write_atomic
from device.system.messages import warn

CANDIDATES = (Path("/boot/firmware/handshape.toml"), Path("/boot/handshape.toml"), Path("/etc/handshape/station.toml"))
LAST_GOOD = Path("/var/lib/handshape/last-good.toml")
CHOSEN = Path("/run/handshape/station.toml")
ERROR_FILE = Path("/run/handshape/settings-error.txt")
DEFAULTS = '# No settings file was correct.\n[camera]\nwait = true\n[display]\nuse = ["log"]\n'


@dataclass(frozen=True)
class ChosenSettings:
    """The settings that the service starts with.

    Attributes:
        text: content of the settings file.
        path: the file; None for DEFAULTS.
        error: why another file should have been used but was not; "" if none.
    """

    text: str
    path: Path | None
    error: str = ""


def choose(candidates: tuple[Path, ...], last_good: Path) -> ChosenSettings:
    """Choose the first candidate that exists if it is correct, else the last correct file, else DEFAULTS.

    Args:
        candidates: settings files, the strongest first.
        last_good: copy of the last correct one.
    """
    problem = ""
    for path in (*[path for path in candidates if os.path.lexists(path)][:1], last_good):
        if path == last_good and not os.path.lexists(path):
            break
        try:
            load_settings(path)
            return ChosenSettings(settings_text(path), path, problem)
        except (SettingsError, OSError) as error:
            problem = problem or str(error)
    return ChosenSettings(DEFAULTS, None, problem)


def main(
    candidates: tuple[Path, ...] = CANDIDATES,
    last_good: Path = LAST_GOOD,
    chosen: Path = CHOSEN,
    error_file: Path = ERROR_FILE,
) -> int:
    """Write the chosen settings and the error; always return 0, so that the service starts with a full disk, too."""
    choice = choose(candidates, last_good)
    _write(chosen, choice.text)
    _write(error_file, choice.error)
    if choice.error:
        warn(f"{choice.error} Using {choice.path or 'built-in values'} instead.")
    elif choice.path != last_good and _text_of(last_good) != choice.text:
        _write(last_good, choice.text, durable=True)
    return 0


def _text_of(path: Path) -> str | None:
    try:
        return settings_text(path)
    except SettingsError:
        return None


def _write(path: Path, text: str, *, durable: bool = False) -> None:
    try:
        write_atomic(path, text, durable=durable)
    except OSError as error:
        warn(f"{path} cannot be written: {error.strerror}.")


if __name__ == "__main__":
    sys.exit(main())
