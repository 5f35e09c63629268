"""Read station.toml into the dataclasses. Every error names the file, the line and the key."""

import dataclasses
import tomllib
import types
import typing
from pathlib import Path
from typing import Any

from device.errors import SettingsError
from device.settings.positions import line_of
from device.settings.rules import current_value, rule_of
from device.settings.sections import Settings


def load_settings(path: Path | None) -> Settings:
    """Read a settings file; None gives the built-in values.

    Raises:
        SettingsError: the file is unreadable or not TOML, has an unknown key, or a value has the wrong type or is
            out of range.
    """
    if path is None:
        return Settings()
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows' Notepad starts its files with a byte order mark
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"The settings file {path} cannot be read: {reason}.") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from None
    settings: Settings = _fill(Settings, table, "", path, text)
    return settings


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
        problem = rule_of(item).problem(getattr(part, name))
        if problem:
            raise SettingsError(f"{section}.{name} {problem}.")
    return dataclasses.replace(settings, **{section: part})


def _fill(kind: type, table: dict[str, Any], prefix: str, path: Path, text: str) -> Any:
    fields = {item.name: item for item in dataclasses.fields(kind)}
    old_names = {old: item.name for item in fields.values() for old in item.metadata.get("old_names", ())}
    hints = typing.get_type_hints(kind)
    values: dict[str, Any] = {}
    for written, value in table.items():
        name = f"{prefix}{written}"
        where = f"{path}, line {line_of(text, prefix.rstrip('.'), written)}"
        key = old_names.get(written, written)
        if key not in fields:
            raise SettingsError(f"{where}: there is no setting “{name}”; known here: {', '.join(fields)}.")
        if key in values:
            raise SettingsError(f"{where}: “{name}” is the former name of “{prefix}{key}”; remove one of the two.")
        if dataclasses.is_dataclass(hints[key]):
            if not isinstance(value, dict):
                raise SettingsError(f"{where}: “{name}” is a section; write [{name}] above its keys.")
            values[key] = _fill(typing.cast(type, hints[key]), value, f"{name}.", path, text)
            continue
        values[key] = current_value(fields[key], _converted(value, hints[key], f"{where}: {name}"))
        problem = rule_of(fields[key]).problem(values[key])
        if problem:
            raise SettingsError(f"{where}: {name} {problem}.")
    return kind(**values)


def _converted(value: Any, wanted: Any, name: str) -> Any:
    """Return the TOML value as the field's type; a list becomes a tuple, a whole number a float."""
    if isinstance(wanted, types.GenericAlias):
        inner = typing.get_args(wanted)[0]
        if not isinstance(value, list):
            raise SettingsError(f"{name} must be a list in square brackets, not {value!r}.")
        return tuple(_converted(item, inner, name) for item in value)
    if wanted is float and type(value) is int:
        return float(value)
    if type(value) is not wanted:
        kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
        raise SettingsError(f"{name} must be {kinds[wanted]}, not {value!r}.")
    return value
