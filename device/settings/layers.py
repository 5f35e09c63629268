"""Put the settings of one start together. Every command uses this one function.

From weakest to strongest:

1. built-in values: those of the dataclasses, or the command's own if there is no settings file. Where the result of
   all layers is still "auto", what `doctor --tune` has measured on this machine is used;
2. the settings file: --config, or on a Pi the file that `device.settings.boot` has picked (boot partition before
   /etc, the last correct one if that is wrong);
3. the choices made on the web page (mode, learner, letters, trials, hand, language), if the page is served and the
   settings file is still the one they were made with;
4. the command line.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from device.settings.loading import load_settings, with_values
from device.settings.page import choices_path, load_choices, progress_path
from device.settings.sections import Settings
from device.settings.tuning import read_tuning, with_tuning

logger = logging.getLogger(__name__)

Changes = Mapping[str, Mapping[str, Any]]
"""Section → key → value; a value of None changes nothing."""


def effective_settings(file: Path | None, command_line: Changes, *, built_in: Changes | None = None) -> Settings:
    """Read the settings file and put the command line on top; without the choices made on the page.

    Args:
        file: settings file; None for none.
        command_line: values given on the command line.
        built_in: built-in values of the command itself, used if there is no settings file.

    Raises:
        SettingsError: see `load_settings` and `with_values`.
    """
    settings = load_settings(file)
    given = {
        section: {key: v for key, v in values.items() if v is not None} for section, values in command_line.items()
    }
    logger.info("settings file %s, then the command line: %s", file or "(built-in values)", given)
    if file is None and built_in:
        settings = with_changes(settings, built_in)
    return with_tuning(with_changes(settings, command_line), read_tuning())


def with_page_choices(settings: Settings, command_line: Changes, warn: Callable[[str], None]) -> Settings:
    """Add the choices made on the page, below the command line.

    Args:
        settings: result of `effective_settings`.
        command_line: values given on the command line.
        warn: receives one sentence if the file of choices is damaged.

    Raises:
        SettingsError: see `with_values`.
    """
    practice = load_choices(settings.practice, choices_path(progress_path(settings.practice)), warn)
    return with_changes(replace(settings, practice=practice), command_line)


def with_changes(settings: Settings, changes: Changes) -> Settings:
    """Return a copy with the changes in it.

    Raises:
        SettingsError: a value is out of range.
    """
    for section, values in changes.items():
        settings = with_values(settings, section, **values)
    return settings
