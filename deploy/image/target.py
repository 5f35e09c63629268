"""What kind of system an image holds. Reads only; nothing of it is run."""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from deploy.agent.probe import PACKAGES, PI_PACKAGES
from deploy.errors import DeployError

MACHINES = {183: "aarch64", 62: "x86_64"}  # e_machine of ELF
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class Target:
    """The system of an image.

    Attributes:
        machine: "aarch64" or "x86_64".
        name: such as "Debian GNU/Linux 12 (bookworm)".
        version: of Debian: "12" or "13".
        python: such as "3.11".
        raspberry: it is Raspberry Pi OS, not plain Debian.
        missing_packages: of apt, that the station needs.
        cloud_init: cloud-init makes users and networks at the first start, as in newer Raspberry Pi OS 13.
    """

    machine: str
    name: str
    version: str
    python: str
    raspberry: bool
    missing_packages: tuple[str, ...]
    cloud_init: bool = False

    @property
    def init_format(self) -> str:
        """How Raspberry Pi Imager must pass user, Wi-Fi and host name on: a word of its list of systems."""
        return "cloudinit-rpi" if self.cloud_init else "systemd"


def read_target(root: Path) -> Target:
    """Look at the root file system of an image.

    Raises:
        DeployError: no station can run on it; the message says what to download.
    """
    release = dict(re.findall(r'^(\w+)="?([^"\n]*)', _text(root / "usr/lib/os-release"), re.MULTILINE))
    advice = "download “Raspberry Pi OS Lite (64-bit)” 12 or 13."
    machine = _machine(root, advice)
    if release.get("ID") not in ("debian", "raspbian") or release.get("VERSION_ID") not in ("12", "13"):
        raise DeployError(f"The image holds {release.get('PRETTY_NAME', 'no system that is known')}; {advice}")
    python = Path(_link(root / "usr/bin/python3")).name.removeprefix("python")
    if python not in PYTHONS:
        raise DeployError(f"The image has no Python {PYTHONS[0]} to {PYTHONS[-1]}; {advice}")
    raspberry = (root / "etc/rpi-issue").exists() or "raspberrypi" in _sources(root)
    wanted = PACKAGES + (PI_PACKAGES if raspberry else ())
    there = installed_packages(root)
    missing = tuple(name for name in wanted if name not in there)
    cloud_init = "cloud-init" in there
    return Target(machine, release["PRETTY_NAME"], release["VERSION_ID"], python, raspberry, missing, cloud_init)


def installed_packages(root: Path) -> set[str]:
    """Return the names of the packages that dpkg has installed in a root file system."""
    records = _text(root / "var/lib/dpkg/status").split("\n\n")
    names = set()
    for record in records:
        found = re.match(r"Package: (\S+)\n", record.lstrip("\n"))
        if found and "\nStatus: install ok installed" in record:
            names.add(found[1])
    return names


def _machine(root: Path, advice: str) -> str:
    """Return the processor that the image's programs are for, from the header of one of them."""
    path = root / "usr/bin/dpkg"
    try:
        with path.open("rb") as file:
            header = file.read(20)
    except OSError:
        raise DeployError(f"The image holds no Debian system; {advice}") from None
    if len(header) < 20 or header[:4] != b"\x7fELF":
        raise DeployError(f"The image holds no Debian system; {advice}")
    if header[4] != 2:
        raise DeployError(f"The image is 32-bit, and a station needs 64 bits; {advice}")
    number = struct.unpack("<H", header[18:20])[0]
    if number not in MACHINES:
        raise DeployError(f"The image is for a processor that no station has; {advice}")
    return MACHINES[number]


def _sources(root: Path) -> str:
    folder = root / "etc/apt"
    return "".join(_text(path) for path in [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))])


def _link(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
