"""Facts about a station that the workstation needs before it changes anything. Reads only."""

import os
import platform
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from .layout import Layout, read_json
from .system_files import UNITS

PACKAGES = ("python3-venv",)
PI_PACKAGES = (
    "python3-picamera2",
    "python3-lgpio",
    "python3-libcamera",
    "python3-spidev",
)  # these have no wheels; only apt provides them
NEED_MB = 700  # an environment (about 250 MB), its wheels during the build, and a release


def probe(layout: Layout) -> dict[str, Any]:
    """Return the facts as a JSON object; the playbook uses its keys."""
    system = _os_release(layout.root)
    is_pi = "Raspberry Pi" in _text(layout.root / "proc/device-tree/model")
    disk = layout.home if layout.home.exists() else layout.root
    return {
        "machine": platform.machine(),
        "bits": userland_bits(),
        "os": system.get("ID", ""),
        "os_version": system.get("VERSION_ID", ""),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "systemd": _systemd(),
        "pi": is_pi,
        "free_mb": shutil.disk_usage(disk).free // 1_000_000,
        "missing_packages": [name for name in PACKAGES + (PI_PACKAGES if is_pi else ()) if not _installed(name)],
        "release": layout.current_name(),
        "releases": sorted(path.name for path in layout.releases.glob("*") if not path.name.startswith(".")),
        "venvs": sorted(path.parent.name for path in layout.venvs.glob("*/.complete")),
        "trial": read_json(layout.trial).get("release", ""),
        "active": _active(),
        "options": _text(layout.home / "options").split(),
        "hardware_watchdog": (layout.root / "dev/watchdog").exists(),
        "console": (layout.root / "dev/tty1").exists(),
        "desktop": _active("display-manager.service") == "active",
        "units": sorted(path.name for path in (layout.root / UNITS).glob("handshape*.service")),
    }


def complaints(found: dict[str, Any]) -> list[str]:
    """Return the reasons why this machine cannot be a station, one sentence each; empty if it can."""
    reasons = []
    # A 32-bit Raspberry Pi OS runs a 64-bit kernel by default: the kernel's name says nothing about the programs.
    if found["machine"] in ("aarch64", "x86_64") and found.get("bits", userland_bits()) != 64:
        reasons.append("This Raspberry Pi OS is 32-bit (with a 64-bit kernel): flash the 64-bit Raspberry Pi OS.")
    if found["machine"] not in ("aarch64", "x86_64"):
        reasons.append(f"{found['machine']} is not supported: flash the 64-bit Raspberry Pi OS.")
    if found["os"] not in ("debian", "raspbian") or found["os_version"] not in ("12", "13"):
        reasons.append(f"{found['os']} {found['os_version']} is not Raspberry Pi OS (or Debian) 12 or 13.")
    if found["python"] not in ("3.11", "3.12", "3.13"):
        reasons.append(f"Python {found['python']} is not 3.11 to 3.13.")
    if found["free_mb"] < NEED_MB:
        reasons.append(f"Only {found['free_mb']} MB are free and {NEED_MB} are needed: delete something first.")
    return reasons


def userland_bits() -> int:
    """Return the width of a pointer in this interpreter: 32 or 64."""
    return struct.calcsize("P") * 8


def _os_release(root: Path) -> dict[str, str]:
    lines = _text(root / "etc/os-release").splitlines()
    return {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}


def _systemd() -> int:
    try:
        text = subprocess.run(["systemctl", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.match(r"systemd (\d+)", text)
    return int(found[1]) if found else 0


def _active(unit: str = "handshape.service") -> str:
    command = ["systemctl", "is-active", unit]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return "unknown"


def _installed(package: str) -> bool:
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status}", package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() == "installed"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""


def is_root() -> bool:
    """Return True for root, which deploying needs; the playbook uses sudo."""
    return os.geteuid() == 0
