"""What the mode chosen on the boot partition may use: only "web" opens the network.

`device.settings.boot` reads the same file as the station's user, who may not change a unit. This part runs as root and
takes a single word of the file.
"""

import codecs
import re
import subprocess
from pathlib import Path

from .layout import Layout

CARDS = ("boot/firmware/handshape.toml", "boot/handshape.toml")
ENVIRONMENT = "run/handshape-mode/environment"
DROP_IN = "run/systemd/system/handshape.service.d/mode.conf"
MODE = re.compile(r"""^[ \t]*mode[ \t]*=[ \t]*["']([a-z]+)["'][ \t]*(#.*)?$""", re.MULTILINE)
MAX_BYTES = 1_000_000


def card_text(root: Path) -> str:
    """Return the text of handshape.toml on the boot partition, as any editor saves it; "" for none."""
    for name in CARDS:
        try:
            with (root / name).open("rb") as file:
                data = file.read(MAX_BYTES)
        except OSError:
            continue
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return data.decode("utf-16" if wide else "utf-8-sig", errors="replace").replace("\r\n", "\n")
    return ""


def chosen_mode(root: Path) -> str:
    """Return the word of the line `mode = …` above the first section of handshape.toml; "" for none."""
    top = re.split(r"^\s*\[", card_text(root), maxsplit=1, flags=re.MULTILINE)[0]
    found = MODE.findall(top)
    return str(found[-1][0]) if found else ""


def apply_mode(layout: Layout) -> bool:
    """Write the mode's command and permissions to /run; return True if the unit must be read again."""
    mode = chosen_mode(layout.root)
    environment = layout.root / ENVIRONMENT
    environment.parent.mkdir(parents=True, exist_ok=True)
    command = {"": "", "web": "HANDSHAPE_MODE=web\n"}.get(mode, "HANDSHAPE_MODE=practice\n")
    environment.write_text(command, encoding="utf-8")
    drop_in = layout.root / DROP_IN
    before = drop_in.read_text(encoding="utf-8") if drop_in.is_file() else None
    source = layout.current / "systemd/handshape-web.conf"
    after = source.read_text(encoding="utf-8") if mode == "web" and source.is_file() else None
    if after is None:
        drop_in.unlink(missing_ok=True)
    elif after != before:
        drop_in.parent.mkdir(parents=True, exist_ok=True)
        drop_in.write_text(after, encoding="utf-8")
    return after != before


def reload_units() -> None:
    """Have systemd read the units again."""
    subprocess.run(["systemctl", "daemon-reload"], capture_output=True, check=False)
