"""Write settings as TOML: every key of every section, in their order."""

import json
from dataclasses import fields
from typing import Any

from device.settings.sections import Settings


def to_toml(settings: Settings) -> str:
    """Return a settings file that gives these settings when it is read."""
    lines: list[str] = []
    for section in fields(settings):
        part = getattr(settings, section.name)
        lines += [
            f"[{section.name}]",
            *(f"{item.name} = {toml_value(getattr(part, item.name))}" for item in fields(part)),
        ]
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """Return a value of a setting in TOML's notation."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(toml_value(each) for each in value)}]"
    if isinstance(value, str):  # JSON's escapes are TOML's, but for the one character that JSON leaves as it is
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
