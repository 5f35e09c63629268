"""Errors of a camera that is there and cannot be used: another program has it, or this user may not open it."""

from collections.abc import Iterable
from pathlib import Path

from device.errors import CameraBusy, CameraDenied
from device.names import shown
from device.system.device_users import DeviceUser, processes_of, users_of
from device.system.machine import ROOT

SERVICE = "handshape"
STOP_SERVICE = f"`sudo systemctl stop {SERVICE}` stops it"
WATCHERS = ("pipewire", "wireplumber")  # a desktop holds every camera open and uses none


def busy_error(camera: str, devices: Iterable[Path], reason: str = "", root: Path = ROOT) -> CameraBusy:
    """Return the error of a camera that another program has, with that program's name where it can be known.

    Args:
        camera: the camera, as the beginning of a sentence.
        devices: its device files.
        reason: the driver's own words, "" for none.
        root: root of the file system with /proc.
    """
    detail = f" ({reason})" if reason else ""
    devices = list(devices)
    users = other_users(devices, root)
    if any(user.unit == SERVICE for user in users):
        return CameraBusy(f"{camera} is in use by the station's service{detail}; {STOP_SERVICE}.")
    if users:
        user = users[0]
        name = f"{user.program}, process {user.pid}" if user.program else f"process {user.pid}"
        return CameraBusy(f"{camera} is in use by another program ({name}){detail}; close it.")
    if processes_of(SERVICE, root):
        return CameraBusy(f"{camera} is in use, probably by the station's service{detail}; {STOP_SERVICE}.")
    files = " ".join(map(str, devices)) or "/dev/video*"
    return CameraBusy(
        f"{camera} is in use by another program{detail}; close it. `sudo fuser -v {files}` names it; if it is the "
        f"station's service, {STOP_SERVICE}."
    )


def other_users(devices: Iterable[Path], root: Path = ROOT) -> list[DeviceUser]:
    """Return the processes that use one of these cameras; those that only watch for cameras are left out."""
    return [user for user in users_of(devices, root) if user.program not in WATCHERS]


def denied_error(device: Path) -> CameraDenied:
    """Return the error of a device that this user may not open, with the group that may."""
    return CameraDenied(
        f'This user may not open the camera {shown(device)}; `sudo usermod -aG {_group_of(device)} "$USER"`, then log '
        "in again."
    )


def _group_of(device: Path) -> str:
    """Return the name of the group that owns a device; “video”, as on all Linux systems, where it is not known."""
    try:
        name = device.group()
    except (OSError, KeyError):
        return "video"
    return "video" if name == "root" else name
