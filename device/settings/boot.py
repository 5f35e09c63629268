"""`python -m device.settings.boot`: put the settings of the service together before each start.

The file in /etc is the base. If it is wrong, the last correct one is used. handshape.toml on the boot partition, which
any computer can write, changes single settings on top of it; its wrong lines are left out. Parts that claim the same
GPIO are left out, too. Every problem is one sentence in the error file, for the displays and the status.
"""

import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from device.errors import SettingsError
from device.names import shown
from device.settings import load_settings
from device.settings.card import read_card
from device.settings.loading import settings_text, with_table, with_values
from device.settings.pin_uses import without_conflicts
from device.settings.sections import Settings
from device.settings.writing import to_toml
from device.system.files import write_atomic
from device.system.messages import warn

CANDIDATES = (Path("/etc/handshape/station.toml"),)
CARDS = (Path("/boot/firmware/handshape.toml"), Path("/boot/handshape.toml"))
LAST_GOOD = Path("/var/lib/handshape/last-good.toml")
CHOSEN = Path("/run/handshape/station.toml")
ERROR_FILE = Path("/run/handshape/settings-error.txt")
DEFAULTS = '# No settings file was correct.\n[camera]\nwait = true\n[display]\nuse = ["auto"]\n'


@dataclass(frozen=True)
class ChosenSettings:
    """The settings file that the service starts with.

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
    cards: tuple[Path, ...] = CARDS,
) -> int:
    """Write the settings and the problems; always return 0, so that the service starts with a full disk, too."""
    choice = choose(candidates, last_good)
    problems = [choice.error] if choice.error else []
    text, more = combined(choice.text, next((path for path in cards if os.path.lexists(path)), None), chosen)
    problems += more
    _write(chosen, text)
    _write(error_file, "\n".join(problems))
    for problem in problems:
        warn(f"{problem} Using {choice.path or 'built-in values'} instead." if problem == choice.error else problem)
    if not choice.error and choice.path != last_good and _text_of(last_good) != choice.text:
        _write(last_good, choice.text, durable=True)
    return 0


def combined(base: str, card_file: Path | None, chosen: Path) -> tuple[str, list[str]]:
    """Put the file on the boot partition on top of a correct settings file.

    Args:
        base: text of the settings file.
        card_file: None for no such file.
        chosen: file that the result is written to; listed words are written to words.txt beside it.

    Returns:
        Text of the settings, `base` itself if nothing changes it; and a sentence for each line or part left out.
    """
    below = _parsed(base, chosen)
    settings, problems = below, []
    if card_file is not None:
        card = read_card(card_file, below)
        settings, problems = card.settings, list(card.problems)
        if card.words:
            words = chosen.with_name("words.txt")
            _write(words, "\n".join(card.words) + "\n")
            settings = with_values(settings, "practice", words=str(words))
    settings, conflicts = without_conflicts(settings)
    return (base if settings == below else to_toml(settings)), problems + conflicts


def _parsed(text: str, chosen: Path) -> Settings:
    """Return the settings of a text that `choose` has found to be correct."""
    return with_table(Settings(), tomllib.loads(text), chosen, text)


def _text_of(path: Path) -> str | None:
    try:
        return settings_text(path)
    except SettingsError:
        return None


def _write(path: Path, text: str, *, durable: bool = False) -> None:
    try:
        write_atomic(path, text, durable=durable)
    except OSError as error:
        warn(f"{shown(path)} cannot be written: {error.strerror}.")


if __name__ == "__main__":
    sys.exit(main())
