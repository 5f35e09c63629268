"""The choices made on the web page's settings form: checked like a settings file, kept beside the progress."""

import json
import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from device.alphabet import ALPHABET, DIGITS
from device.errors import SettingsError
from device.names import shown
from device.settings.loading import with_values
from device.settings.practice_section import PracticeSettings
from device.settings.sections import Settings
from device.system.files import write_atomic
from device.system.json_text import read_object
from device.system.user_folders import NoHomeError, user_folder

MAX_OWN_WORDS = 400  # characters
CHOOSABLE = (
    "mode",
    "learner",
    "letters",
    "trials",
    "hand",
    "seen_from",
    "language",
    "accept",
    "own_words",
    "skin",
    "watch",
    "watch_speed",
    "watch_side",
    "numbers",
)  # keys of [practice] that the form has


def progress_path(settings: PracticeSettings) -> Path:
    """Return the progress file: as set, else in the service's state folder, else in the user's.

    Raises:
        NoHomeError: it is not set, and this user has no home folder.
    """
    if settings.progress:
        return Path(settings.progress)
    service = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    if service:
        return Path(service) / "progress.db"
    try:
        return user_folder("XDG_STATE_HOME", ".local/state") / "handshape" / "progress.db"
    except NoHomeError as error:
        raise NoHomeError(f"{error} Say where the progress is kept, with --progress FILE.") from None


def choices_path(progress: Path) -> Path:
    """Return the file of the choices: beside the progress file."""
    return progress.with_name("page.json")


def settings_json(settings: PracticeSettings) -> dict[str, Any]:
    """Return the settings that the form may change, for JSON."""
    return {name: getattr(settings, name) for name in CHOOSABLE}


def apply_choices(settings: PracticeSettings, chosen: object, readable: str) -> PracticeSettings:
    """Return the settings with a browser's choices on top.

    Args:
        settings: before the choices.
        chosen: the JSON value that the browser sent.
        readable: letters that can be asked for.

    Raises:
        SettingsError: not an object of known keys, a value out of range, or no letter left to ask for.
    """
    if not isinstance(chosen, dict) or not chosen:
        raise SettingsError("Nothing was chosen.")
    types = {item.name: item.type for item in fields(PracticeSettings) if item.name in CHOOSABLE}
    for name, value in chosen.items():
        if name not in types or type(value) is not types[name]:
            raise SettingsError(f"practice.{str(name)[:20]} cannot be chosen like that.")
    for name in {"letters", "accept"} & set(chosen):
        chosen = {**chosen, name: "".join(dict.fromkeys(chosen[name].upper()))}
    if len(chosen.get("own_words", "")) > MAX_OWN_WORDS:
        raise SettingsError(f"practice.own_words has more than {MAX_OWN_WORDS} characters; choose fewer words.")
    new = with_values(Settings(practice=settings), "practice", **chosen).practice
    letters = set(new.letters) - set(DIGITS)
    if letters and not letters & set(readable):
        raise SettingsError(f"practice.letters has no letter this model can judge; choose from {readable}.")
    return new


def save_choices(new: PracticeSettings, file: PracticeSettings, path: Path) -> None:
    """Save choices, atomically and durably, together with the settings that they were made on top of.

    Raises:
        SettingsError: the file cannot be written; the choices apply until the station stops.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table = {"file": settings_json(file), "chosen": settings_json(new)}
        write_atomic(path, json.dumps(table, indent=1), durable=True)
    except OSError as error:
        raise SettingsError(
            f"The choice applies until the station stops; {shown(path)} cannot be written: {error.strerror}."
        ) from None


def load_choices(file: PracticeSettings, path: Path, warn: Callable[[str], None]) -> PracticeSettings:
    """Return the saved choices; the settings unchanged if they differ from those the choices were made on top of.

    Args:
        file: settings of the file and the command line.
        path: see `choices_path`.
        warn: receives one sentence if the file is damaged.
    """
    try:
        table = read_object(path)
        if {**settings_json(PracticeSettings()), **table["file"]} != settings_json(file):  # 0.1 had fewer choices
            return file
        return apply_choices(file, table["chosen"], ALPHABET)
    except FileNotFoundError:
        return file
    except (OSError, ValueError, KeyError, TypeError, SettingsError):
        warn(f"The choices made on the web page are not used: {shown(path)} is damaged. The next choice replaces it.")
        return file
