"""`python -m device.settings.set_choice mode|display VALUE …`: write one line of handshape.toml on the boot partition.

`handshape mode` and `handshape display` on a station run this as root. All other lines of the file stay as they are.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from device.errors import HandshapeError, SettingsError
from device.names import shown
from device.settings.boot import CARDS
from device.settings.card import with_lines
from device.settings.loading import settings_text
from device.settings.sections import Settings
from device.settings.writing import toml_value
from device.system.files import write_atomic

KEYS = {"mode": "mode", "display": "displays"}
USAGE = "usage: handshape mode read|practice|web, or handshape display NAME …, such as “auto leds”"
UNITS = ("handshape-mode.service", "handshape.service")
# Display → what raspi-config does to its bus; the built-in pins of the character are those of SPI.
BUSES = {"oled": ("do_i2c", "0"), "lcd": ("do_spi", "0"), "character": ("do_spi", "1")}


def main(
    arguments: list[str],
    cards: tuple[Path, ...] = CARDS,
    restart: Callable[[], None] | None = None,
    run: Callable[[list[str]], object] | None = None,
) -> int:
    """Write the line, switch the buses of the displays, and restart the service; return the exit code.

    Args:
        arguments: "mode" and one word, or "display" and one or more words; the first alone prints what is set.
        cards: files on the boot partition, the preferred one first.
        restart: restarts the service; None for the real one.
        run: runs a command of the system; None for the real one.
    """
    try:
        message, changed = _chosen(arguments, cards)
    except HandshapeError as error:
        sys.stderr.write(f"handshape: {error}\n")
        return error.exit_code
    sys.stdout.write(f"{message}\n")
    if changed:
        if arguments[0] == "display":
            switch_buses(arguments[1:], run or _run)
        (restart or _restart)()
    return 0


def _chosen(arguments: list[str], cards: tuple[Path, ...]) -> tuple[str, bool]:
    """Return what to print, and whether the file has changed."""
    if not arguments or arguments[0] not in KEYS or (arguments[0] == "mode" and len(arguments) > 2):
        raise SettingsError(f"{USAGE}.")
    path, key = card_path(cards), KEYS[arguments[0]]
    if len(arguments) == 1:
        return _current(path, key), False
    value: str | list[str] = arguments[1] if arguments[0] == "mode" else arguments[1:]
    return f"{path}: {set_line(path, key, value)}", True


def switch_buses(displays: list[str], run: Callable[[list[str]], object]) -> None:
    """Switch the buses on that displays need, and SPI off for a character; nothing where there is no raspi-config."""
    tool = shutil.which("raspi-config")
    if tool is None:
        return
    # Of two that exclude each other the first one named counts.
    wanted = dict(BUSES[name] for name in reversed(displays) if name in BUSES)
    for word, state in wanted.items():
        run([tool, "nonint", word, state])


def card_path(cards: tuple[Path, ...]) -> Path:
    """Return the file on the boot partition: the first that exists, else the first whose folder exists.

    Raises:
        SettingsError: there is no boot partition.
    """
    for path in cards:
        if os.path.lexists(path):
            return path
    for path in cards:
        if path.parent.is_dir():
            return path
    raise SettingsError(f"There is no folder {cards[0].parent}; write the setting to /etc/handshape/station.toml.")


def set_line(path: Path, key: str, value: str | list[str]) -> str:
    """Set a short key in the file and return the line.

    Raises:
        SettingsError: the value is wrong, or the file cannot be read or written.
    """
    line = f"{key} = {toml_value(value)}"
    text = settings_text(path) if os.path.lexists(path) else ""
    problems = with_lines(Settings(), line, path).problems
    if problems:
        raise SettingsError(problems[0].partition(": ")[2])
    try:
        write_atomic(path, with_line(text, key, line), durable=True)
    except OSError as error:
        raise SettingsError(f"{shown(path)} cannot be written: {error.strerror}.") from None
    return line


def with_line(text: str, key: str, line: str) -> str:
    """Return the text with this line in place of the key's, or above the first section."""
    lines = text.splitlines()
    top = next((i for i, each in enumerate(lines) if each.lstrip().startswith("[")), len(lines))
    for i in range(top):
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[i]):
            end = i + 1
            while end < top and not _closed(lines[i:end]):
                end += 1
            return "\n".join([*lines[:i], line, *lines[end:]]) + "\n"
    return "\n".join([*lines[:top], line, *lines[top:]]) + "\n"


def _closed(lines: list[str]) -> bool:
    joined = "\n".join(lines)
    return joined.count("[") <= joined.count("]")


def _current(path: Path, key: str) -> str:
    text = settings_text(path) if os.path.lexists(path) else ""
    for each in text.splitlines():
        if each.lstrip().startswith("["):
            break
        if re.match(rf"\s*{re.escape(key)}\s*=", each):
            return each.strip()
    return f"{key} is not set in {path}; /etc/handshape/station.toml and the built-in values count"


def _run(command: list[str]) -> None:
    subprocess.run(command, check=False)


def _restart() -> None:
    _run(["systemctl", "restart", *UNITS])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
