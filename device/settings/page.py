"""What the page's settings form changes: checked like the settings file, and kept beside the progress."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from device.errors import SettingsError
from device.settings.model import PracticeSettings, Settings, with_values
from device.web.view_json import settings_json

KINDS: dict[str, type] = {
    "mode": str,
    "learner": str,
    "letters": str,
    "trials": int,
    "hand": str,
    "language": str,
}
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def choices_path(progress: Path) -> Path:
    """Where choices are kept: beside the progress."""
    return progress.with_name("page.json")


def chosen(settings: PracticeSettings, wishes: object, readable: str) -> PracticeSettings:
    """The settings with a browser's wishes on top.

    Args:
        wishes: whatever JSON the browser sent.
        readable: letters that can be asked for.

    Raises:
        SettingsError: not an object of known keys, a value out of range, or no letter left to ask for.
    """
    if not isinstance(wishes, dict) or not wishes:
        raise SettingsError("Nothing was chosen.")
    for name, value in wishes.items():
        if name not in KINDS or type(value) is not KINDS[name]:
            raise SettingsError(f"practice.{str(name)[:20]} cannot be chosen like that.")
    if "letters" in wishes:
        wishes = {**wishes, "letters": "".join(dict.fromkeys(wishes["letters"].upper()))}
    new = with_values(Settings(practice=settings), "practice", **wishes).practice
    if new.letters and not set(new.letters) & set(readable):
        raise SettingsError(f"practice.letters has no letter this model can judge; choose from {readable}.")
    return new


def keep(new: PracticeSettings, file: PracticeSettings, path: Path) -> None:
    """Remember what was chosen on top of the settings file, whole or not at all.

    Raises:
        SettingsError: it cannot be written; what was chosen holds until the station ends.
    """
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8") as out:
            json.dump({"file": settings_json(file), "chosen": settings_json(new)}, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise SettingsError(
            f"The choice holds until the station ends; {path} cannot be written: {error.strerror}."
        ) from None


def load_page_settings(file: PracticeSettings, path: Path, warn: Callable[[str], None]) -> PracticeSettings:
    """What was chosen on the page before, unless the settings file has been changed since: then the file counts."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["file"] != settings_json(file):
            return file
        return chosen(file, table["chosen"], ALPHABET)
    except FileNotFoundError:
        return file
    except (OSError, ValueError, KeyError, TypeError, RecursionError, SettingsError):
        warn(f"What was chosen on the web page before is not used: {path} is damaged; it will be written anew.")
        return file
