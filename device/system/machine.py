"""Facts about this machine, read from files of any Linux system; `root` lets tests put other files in their place."""

import os
import platform
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path("/")


def model_name(root: Path = ROOT) -> str:
    """Return the board's name ("Raspberry Pi 4 Model B Rev 1.4"), else the processor's."""
    board = _text(root / "proc/device-tree/model")
    if board:
        return board
    found = re.search(r"^model name\s*:\s*(.+)$", _text(root / "proc/cpuinfo"), re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()


def is_pi(root: Path = ROOT) -> bool:
    """Return True on a Raspberry Pi."""
    return "Raspberry Pi" in _text(root / "proc/device-tree/model")


def has_desktop(root: Path = ROOT) -> bool:
    """Return True if a desktop starts at boot and takes the screen."""
    system = root / "etc/systemd/system"
    if not os.path.lexists(system / "display-manager.service"):
        return False
    target = system / "default.target"
    return not target.is_symlink() or target.readlink().name == "graphical.target"


def userland_bits() -> int:
    """Return 32 or 64, the width of a pointer in this Python; the kernel may be 64-bit under a 32-bit system."""
    return struct.calcsize("P") * 8


def describe(root: Path = ROOT) -> dict[str, object]:
    """Return machine, processor, cores, operating system and Python, for reports."""
    release = re.search(r'^PRETTY_NAME="?([^"\n]+)', _text(root / "etc/os-release"), re.MULTILINE)
    return {
        "machine": model_name(root),
        "arch": platform.machine(),
        "cores": os.cpu_count(),
        "os": release[1] if release else platform.system(),
        "python": platform.python_version(),
    }


def temperature(root: Path = ROOT) -> float | None:
    """Return the processor's temperature in °C; None without a sensor."""
    text = _text(root / "sys/class/thermal/thermal_zone0/temp")
    return int(text) / 1000 if re.fullmatch("-?[0-9]+", text) else None


def throttled(run: Callable[[list[str]], str] | None = None) -> list[str] | None:
    """Return what slows the Pi down now or has done so since boot, from `vcgencmd get_throttled`.

    The bits are those of Raspberry Pi's documentation of get_throttled: 0–3 now, 16–19 since boot.

    Args:
        run: runs a command and returns its output; None runs the real one.

    Returns:
        Phrases such as "undervoltage now"; None without vcgencmd.
    """
    names = {0: "undervoltage", 1: "frequency capped", 2: "throttled", 3: "soft temperature limit"}
    try:
        answer = (run or _output_of)(["vcgencmd", "get_throttled"])
        bits = int(answer.strip().partition("=")[2], 16)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    now = [f"{name} now" for bit, name in names.items() if bits >> bit & 1]
    return now + [f"{name} since boot" for bit, name in names.items() if bits >> (bit + 16) & 1 and not bits >> bit & 1]


def free_megabytes(path: Path) -> float:
    """Return the free space where `path` is or will be, in MB (10⁶ bytes)."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free / 1e6


def peak_rss_megabytes() -> float:
    """Return the largest resident memory of this process so far, in MB (10⁶ bytes)."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # macOS counts bytes, Linux KiB


def _output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""
