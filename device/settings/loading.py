"""Read station.toml into the dataclasses. Every error names the file, the line and the key."""

import dataclasses
import types
import typing
from pathlib import Path
from typing import Any

from device.errors import SettingsError
from device.names import printable, shown
from device.settings.positions import line_of
from device.settings.rules import current_value, problem_of
from device.settings.sections import Settings
from device.system.text_file import TextError, read_text, reason_of
from device.system.toml_text import parse_toml

MAX_BYTES = 1_000_000  # of a settings file


def load_settings(path: Path | None) -> Settings:
    """Read a settings file; None gives the built-in values.

    Raises:
        SettingsError: the file is unreadable or not TOML, has an unknown key, or a value has the wrong type or is
            out of range.
    """
    if path is None:
        return Settings()
    text = settings_text(path)
    try:
        table = parse_toml(text)
    except TextError as error:
        raise SettingsError(f"The settings file {shown(path)} is not valid TOML: {error}.") from None
    return with_table(Settings(), table, path, text)


def with_table(settings: Settings, table: dict[str, Any], path: Path, text: str) -> Settings:
    """Return settings with the values of a parsed file on top.

    Args:
        settings: below the file.
        table: the file's content.
        path: of the file, for messages.
        text: of the file, for the numbers of lines.

    Raises:
        SettingsError: there is an unknown key, or a value has the wrong type or is out of range.
    """
    filled: Settings = _fill(settings, table, "", path, text)
    return filled


def settings_text(path: Path) -> str:
    """Return the text of a settings file; Windows' Notepad may have written it with a byte order mark or as UTF-16.

    Raises:
        SettingsError: the file cannot be read, is too large or is no text.
    """
    try:
        return read_text(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise SettingsError(f"The settings file {shown(path)} cannot be read: {reason_of(error)}.") from None


def with_values(settings: Settings, section: str, **values: Any) -> Settings:
    """Return a copy with some values of one section changed, checked like a file; None leaves a value as it is.

    Raises:
        SettingsError: a value is out of range.
    """
    part = getattr(settings, section)
    fields = {item.name: item for item in dataclasses.fields(part)}
    given = {key: current_value(fields[key], value) for key, value in values.items() if value is not None}
    part = dataclasses.replace(part, **given)
    for name, item in fields.items():
        problem = problem_of(item, getattr(part, name))
        if problem:
            raise SettingsError(f"{section}.{name} {problem}.")
    return dataclasses.replace(settings, **{section: part})


def _fill(base: Any, table: dict[str, Any], prefix: str, path: Path, text: str) -> Any:
    fields = {item.name: item for item in dataclasses.fields(base)}
    old_names = {old: item.name for item in fields.values() for old in item.metadata.get("old_names", ())}
    hints = typing.get_type_hints(type(base))
    values: dict[str, Any] = {}
    for written, value in table.items():
        name = f"{prefix}{written}"
        where = f"{shown(path)}, line {line_of(text, prefix.rstrip('.'), written)}"
        key = old_names.get(written, written)
        if key not in fields:
            raise SettingsError(f"{where}: there is no setting “{name}”; known here: {', '.join(fields)}.")
        if key in values:
            raise SettingsError(f"{where}: “{name}” is the former name of “{prefix}{key}”; remove one of the two.")
        if dataclasses.is_dataclass(hints[key]):
            if not isinstance(value, dict):
                raise SettingsError(f"{where}: “{name}” is a section; write [{name}] above its keys.")
            values[key] = _fill(getattr(base, key), value, f"{name}.", path, text)
            continue
        values[key] = current_value(fields[key], _converted(value, hints[key], f"{where}: {name}"))
        problem = problem_of(fields[key], values[key])
        if problem:
            raise SettingsError(f"{where}: {name} {problem}.")
    return dataclasses.replace(base, **values)


def _converted(value: Any, wanted: Any, name: str) -> Any:
    """Return the TOML value as the field's type; a list becomes a tuple, a whole number a float."""
    if isinstance(wanted, types.GenericAlias):
        inner = typing.get_args(wanted)[0]
        if not isinstance(value, list):
            raise SettingsError(f"{name} must be a list in square brackets, not {_short(value)}.")
        return tuple(_converted(item, inner, name) for item in value)
    if wanted is float and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise SettingsError(f"{name} is too large.") from None
    if type(value) is not wanted:
        kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
        raise SettingsError(f"{name} must be {kinds[wanted]}, not {_short(value)}.")
    return value


def _short(value: Any) -> str:
    try:
        return printable(repr(value)[:60])
    except (ValueError, RecursionError):  # a number of thousands of digits, or a list of as many lists
        return "a value of this kind"
