"""Files of the boot partition: I²C and SPI for small displays, and the station's own settings."""

import re
from pathlib import Path

from deploy.agent.buses import MARK
from deploy.agent.layout import Layout
from deploy.errors import DeployError
from deploy.image.mounts import BOOT
from device.errors import SettingsError
from device.names import shown
from device.settings import Settings
from device.settings.card import with_lines
from device.settings.loading import settings_text

CONFIG = f"{BOOT}/config.txt"
SWITCHES = ("dtparam=i2c_arm=on", "dtparam=spi=on")
MODULES = "etc/modules-load.d/handshape.conf"
SETTINGS = f"{BOOT}/handshape.toml"


def switch_buses_on(root: Path) -> list[str]:
    """Switch I²C and SPI on; return the lines that were added to config.txt.

    A line below a section such as [pi4] counts for that board only, so new lines get their own [all].
    """
    path = root / CONFIG
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    missing = [line for line in SWITCHES if line not in _for_all_boards(text)]
    if missing:
        end = "" if not text or text.endswith("\n") else "\n"
        more = "\n".join(("# Small displays of Handshape", "[all]", *missing, ""))
        path.write_text(f"{text}{end}\n{more}", encoding="utf-8")
    modules = root / MODULES
    modules.parent.mkdir(parents=True, exist_ok=True)
    modules.write_text("i2c-dev\n", encoding="utf-8")
    home = Layout(root).home
    home.mkdir(parents=True, exist_ok=True)
    (home / MARK).touch()  # a later deployment leaves them as they are then
    return missing


def _for_all_boards(text: str) -> set[str]:
    section, lines = "all", set()
    for line in text.splitlines():
        header = re.fullmatch(r"\s*\[(.+)\]\s*", line)
        section = header[1] if header else section
        if section == "all":
            lines.add(line.strip())
    return lines


def checked_settings(path: Path) -> str:
    """Return the text of a handshape.toml that goes into the image.

    Raises:
        DeployError: it cannot be read, or a line is wrong.
    """
    try:
        text = settings_text(path)
    except SettingsError as error:
        raise DeployError(str(error)) from None
    problems = with_lines(Settings(), text, path).problems
    if problems:
        raise DeployError(f"{shown(path)} has a wrong line: {problems[0]}")
    return text
