"""What machine this is, read from files that exist on any Linux; `root` lets tests put fakes there."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path("/")


def model_name(root: Path = ROOT) -> str:
    """The board's own name ("Raspberry Pi 4 Model B Rev 1.4"), else the processor's."""
    board = _text(root / "proc/device-tree/model")
    if board:
        return board
    found = re.search(r"^model name\s*:\s*(.+)$", _text(root / "proc/cpuinfo"), re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()


def is_pi(root: Path = ROOT) -> bool:
    """True on a Raspberry Pi."""
    return "Raspberry Pi" in _text(root / "proc/device-tree/model")


def describe(root: Path = ROOT) -> dict[str, object]:
    """Machine, operating system and Python, for reports."""
    release = re.search(r'^PRETTY_NAME="?([^"\n]+)', _text(root / "etc/os-release"), re.MULTILINE)
    return {
        "machine": model_name(root),
        "arch": platform.machine(),
        "cores": os.cpu_count(),
        "os": release[1] if release else platform.system(),
        "python": platform.python_version(),
    }


def temperature(root: Path = ROOT) -> float | None:
    """Degrees Celsius of the processor, None where there is no sensor."""
    text = _text(root / "sys/class/thermal/thermal_zone0/temp")
    return int(text) / 1000 if text.lstrip("-").isdigit() else None


def throttled(run: Callable[[list[str]], str] | None = None) -> list[str] | None:
    """What holds the Pi back now or did since boot, from `vcgencmd get_throttled`; None where there is no vcgencmd.

    Bits as documented by Raspberry Pi for get_throttled: 0–3 now, 16–19 since boot.
    """
    names = {0: "undervoltage", 1: "frequency capped", 2: "throttled", 3: "soft temperature limit"}
    try:
        answer = (run or _vcgencmd)(["vcgencmd", "get_throttled"])
        bits = int(answer.strip().partition("=")[2], 16)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    now = [f"{name} now" for bit, name in names.items() if bits >> bit & 1]
    return now + [f"{name} since boot" for bit, name in names.items() if bits >> (bit + 16) & 1 and not bits >> bit & 1]


def free_megabytes(path: Path) -> float:
    """Free space where `path` is (or will be), MB."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free / 1e6


def peak_rss_megabytes() -> float:
    """The most memory this process has held, MB."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)  # macOS counts bytes, Linux kilobytes


def _vcgencmd(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""
