"""Which programs hold a device open, from /proc. Reads only; `root` lets tests put other files in its place."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from device.system.machine import ROOT

UNIT = re.compile(r"/([\w@.-]+)\.service(?:/|$)", re.MULTILINE)


@dataclass(frozen=True)
class DeviceUser:
    """A program that holds a device open.

    Attributes:
        pid: its process id.
        program: its name, "" if it cannot be read.
        unit: the systemd service it belongs to, without “.service”; "" for none.
    """

    pid: int
    program: str
    unit: str = ""


def users_of(devices: Iterable[Path], root: Path = ROOT) -> list[DeviceUser]:
    """Return the other processes that hold one of these devices open, the lowest process id first.

    Without root, processes of other users cannot be looked into, and are not in the list.

    Args:
        devices: paths such as /dev/video0; links are followed.
        root: root of the file system.
    """
    names = {os.path.realpath(device) for device in devices}
    found = [pid for pid in _processes(root) if pid != os.getpid() and names & _open_files(root / "proc" / str(pid))]
    return [_describe(root, pid) for pid in found]


def processes_of(unit: str, root: Path = ROOT) -> list[DeviceUser]:
    """Return the processes of a systemd service. Every user may read this.

    Args:
        unit: its name without “.service”.
        root: root of the file system.
    """
    users = (_describe(root, pid) for pid in _processes(root) if pid != os.getpid())
    return [user for user in users if user.unit == unit]


def _processes(root: Path) -> list[int]:
    try:
        names = [path.name for path in (root / "proc").iterdir()]
        return sorted(int(name) for name in names if re.fullmatch("[0-9]+", name))
    except OSError:
        return []


def _open_files(process: Path) -> set[str]:
    names = set()
    try:
        for link in (process / "fd").iterdir():
            names.add(str(link.readlink()))
    except OSError:  # it has ended, or belongs to another user
        pass
    return names


def _describe(root: Path, pid: int) -> DeviceUser:
    process = root / "proc" / str(pid)
    units = UNIT.findall(_text(process / "cgroup"))
    return DeviceUser(pid, _text(process / "comm").strip(), units[-1] if units else "")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
