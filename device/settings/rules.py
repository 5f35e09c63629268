"""Rules that a value of a setting must meet; each also describes itself for the reference."""

import contextlib
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from device.settings.presets import PRESETS
from device.system.user_folders import NoHomeError, with_home

T = TypeVar("T")


@dataclass(frozen=True)
class Rule:
    """A condition on a value.

    Attributes:
        text: the values that are allowed, for the reference.
        problem: value → what is wrong with it, as the end of a sentence that begins with the key; "" if it is right.
        is_path: the value names a file or folder; “~” at its start stands for the home folder.
    """

    text: str
    problem: Callable[[Any], str]
    is_path: bool = False


ANY = Rule("", lambda value: "")


def setting(
    default: T, rule: Rule = ANY, *, old_names: tuple[str, ...] = (), old_values: Mapping[str, str] | None = None
) -> T:
    """Declare a setting: a dataclass field with its rule.

    Args:
        default: the built-in value.
        rule: that every value meets.
        old_names: former keys that files may still use.
        old_values: former value → the value that has replaced it.
    """
    declared: Any = field(
        default=default, metadata={"rule": rule, "old_names": old_names, "old_values": dict(old_values or {})}
    )
    return declared  # type: ignore[no-any-return]  # a Field here, the value in an instance


def rule_of(item: "Field[Any]") -> Rule:
    """Return the rule of a field, ANY for one without."""
    rule: Rule = item.metadata.get("rule", ANY)
    return rule


def current_value(item: "Field[Any]", value: Any) -> Any:
    """Translate a former value of a setting, and “~” in a path; any other value is returned unchanged."""
    if not isinstance(value, str):
        return value
    if rule_of(item).is_path:
        with contextlib.suppress(NoHomeError):  # `problem_of` reports it
            return with_home(value)
    return item.metadata.get("old_values", {}).get(value, value)


def problem_of(item: "Field[Any]", value: Any) -> str:
    """Return what is wrong with a value, as the end of a sentence that begins with the key; "" if it is right."""
    texts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(text, str) and "\0" in text for text in texts):
        return "holds a NUL character, which no name has"
    rule = rule_of(item)
    if rule.is_path and value.startswith("~"):
        try:
            with_home(value)
        except NoHomeError as error:
            return f"cannot be “{value[:60]}”: {str(error).rstrip('.')}; write the whole path"
    return rule.problem(value)


def file_path() -> Rule:
    """Require the path of a file, or an empty text."""

    def problem(value: Any) -> str:
        nameless = value and (Path(value).name in ("", "..") or value.endswith("/"))
        return f"cannot be “{value[:60]}”, which is a folder; name a file" if nameless else ""

    return Rule("path of a file, or empty", problem, is_path=True)


def any_path() -> Rule:
    """Require a path."""
    return Rule("path", lambda value: "", is_path=True)


def between(low: float, high: float) -> Rule:
    """Require a number from `low` to `high`."""
    return Rule(f"{low}–{high}", lambda value: "" if low <= value <= high else f"must lie between {low} and {high}")


def one_of(*choices: str) -> Rule:
    """Require one of these words."""
    return Rule(", ".join(choices), lambda value: "" if value in choices else f"must be one of {', '.join(choices)}")


def preset() -> Rule:
    """Require "auto" or the name of a preset of networks."""

    def problem(value: Any) -> str:
        names = ("auto", *PRESETS)
        return "" if value in names else f"must be one of {', '.join(names)}, the presets of this version"

    return Rule(", ".join(("auto", *PRESETS)), problem)


def some_of(*choices: str) -> Rule:
    """Require a list of these words."""

    def problem(values: Any) -> str:
        wrong = [value for value in values if value not in choices]
        return f"knows no “{wrong[0]}”; choose from {', '.join(choices)}" if wrong else ""

    return Rule(f"any of {', '.join(choices)}", problem)


def letters() -> Rule:
    """Require capital letters and figures, such as "ABC" or "37"."""
    allowed = re.compile("[A-Z0-9]*")

    def problem(value: Any) -> str:
        return "" if allowed.fullmatch(value) else "takes capital letters A–Z and figures 0–9, nothing between them"

    return Rule("letters A–Z, figures 0–9", problem)


def pins(count: int) -> Rule:
    """Require GPIO numbers for `count` pins, or an empty list."""

    def problem(values: Any) -> str:
        if values and len(values) != count:
            return f"needs {count} GPIO numbers (or none), not {len(values)}"
        if len(set(values)) != len(values):
            return "names a GPIO twice"
        return "" if all(0 <= pin <= 27 for pin in values) else "takes GPIO numbers from 0 to 27"

    return Rule(f"{count} different GPIO numbers 0–27, or none", problem)


def networks() -> Rule:
    """Require IP addresses or networks, such as "127.0.0.1" or "10.0.0.0/8"."""

    def problem(values: Any) -> str:
        for value in values:
            try:
                ipaddress.ip_network(value, strict=False)
            except ValueError:
                return f"has “{value}”, which is no IP address or network such as 192.168.1.5 or 10.0.0.0/8"
        return ""

    return Rule("IP addresses or networks", problem)


def screen_size() -> Rule:
    """Require a width and a height in pixels."""

    def problem(values: Any) -> str:
        return "" if len(values) == 2 and all(16 <= side <= 1024 for side in values) else "takes a width and a height"

    return Rule("width and height, 16–1024 each", problem)
