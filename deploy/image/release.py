"""The release in an image: files, units, settings, and the services that start at boot."""

import re
import tarfile
from pathlib import Path

from deploy.agent.first_boot import MARK
from deploy.agent.layout import Layout, write_atomic
from deploy.agent.system_files import ENABLED, UNITS, install
from deploy.bundle import Bundle, build_agent
from deploy.image.target import Target

FIRST_BOOT = "handshape-first-boot.service"
BACKOFF_FROM = "13"  # Debian whose systemd is 254 or newer


def put_release(layout: Layout, bundle: Bundle, key: str, target: Target) -> list[str]:
    """Unpack a release beside its environment and make it the one that starts; return the units' options.

    Args:
        layout: of the image.
        bundle: the release.
        key: of its environment.
        target: system of the image.
    """
    release = layout.releases / bundle.name
    release.mkdir(parents=True)
    with tarfile.open(bundle.archive) as tar:
        tar.extractall(release, filter="data")
    (release / ".venv").symlink_to(Path("../../venvs") / key)
    build_agent(layout.home)
    options = ["watchdog", "screen", *(["backoff"] if target.version >= BACKOFF_FROM else [])]
    write_atomic(layout.home / "options", " ".join(options) + "\n")
    layout.activate(bundle.name)
    layout.record_passed(bundle.name)  # it was tested here; the first boot tests it on the Pi
    install(layout, release, set(options))
    write_atomic(layout.home / MARK, "")
    unit = (release / "systemd" / FIRST_BOOT).read_text(encoding="utf-8")
    write_atomic(layout.root / UNITS / FIRST_BOOT, unit)
    for name in (*ENABLED, FIRST_BOOT):
        enable(layout.root, name)
    return options


def enable(root: Path, unit: str) -> None:
    """Have a unit started at boot, as `systemctl enable` does."""
    text = (root / UNITS / unit).read_text(encoding="utf-8")
    for wanted_by in " ".join(re.findall(r"^WantedBy=(.+)$", text, re.MULTILINE)).split():
        link = root / UNITS / f"{wanted_by}.wants" / unit
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(f"/{UNITS}/{unit}")


def disable(root: Path, unit: str) -> None:
    """Have a unit not started at boot, as `systemctl disable` does."""
    for folder in (root / UNITS).glob("*.*/"):
        if (folder / unit).is_symlink():  # a link into the image, which leads nowhere here
            (folder / unit).unlink()
    alias = root / UNITS / unit
    if alias.is_symlink() and alias.readlink() != Path("/dev/null"):
        alias.unlink()


def mask(root: Path, unit: str) -> None:
    """Have a unit never started."""
    disable(root, unit)
    path = root / UNITS / unit
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/null")
