"""I²C and SPI for small displays, which Raspberry Pi OS leaves off: switched on once, at the first installation.

A person who switches one of them off afterwards is obeyed.
"""

import re
import subprocess
from collections.abc import Callable

from .layout import Layout, write_atomic
from .mode import card_text
from .system_files import SETTINGS

MARK = "buses"  # in /opt/handshape: this was done
TOOL = "usr/bin/raspi-config"  # it changes config.txt and the running system
BUSES = (("I²C", "i2c-1", "do_i2c"), ("SPI", "spidev0.0", "do_spi"))
CHARACTER = re.compile(r"^[^#\n]*\bcharacter\b", re.MULTILINE)  # a display with segments on the pins of SPI
Run = Callable[[list[str]], int]


def switch_on(layout: Layout, run: Run | None = None) -> list[str]:
    """Switch on what is off, unless that was done before; return the names of what was switched on.

    SPI stays off where the settings name the 14-segment character, whose built-in pins it would take.
    """
    run = run or _run
    mark = layout.home / MARK
    if mark.exists() or not (layout.root / TOOL).exists():
        return []
    wanted = [bus for bus in BUSES if not (layout.root / "dev" / bus[1]).exists()]
    if _uses_character(layout):
        wanted = [bus for bus in wanted if bus[0] != "SPI"]
    done = [name for name, _, word in wanted if run([f"/{TOOL}", "nonint", word, "0"]) == 0]
    write_atomic(mark, "")
    return done


def _uses_character(layout: Layout) -> bool:
    try:
        settings = (layout.root / SETTINGS).read_text(encoding="utf-8", errors="replace")
    except OSError:
        settings = ""
    return any(CHARACTER.search(text) for text in (settings, card_text(layout.root)))


def _run(command: list[str]) -> int:
    return subprocess.run(command, capture_output=True, check=False).returncode
