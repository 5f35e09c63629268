"""Processes that no signal can end, because a camera driver hangs in the kernel. Only restarting the Pi helps."""

import subprocess
from pathlib import Path

MIN_UP_S = 600.0  # limits restarts to six an hour if the camera hangs at every start


def unkillable_processes(proc: Path, user: int) -> list[int]:
    """Return the ids of this user's processes in uninterruptible sleep (state D in /proc)."""
    found = []
    for folder in proc.iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            owner = folder.stat().st_uid
            state = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            continue  # the process has ended meanwhile
        if owner == user and state == "D":
            found.append(int(folder.name))
    return sorted(found)


def must_restart(proc: Path, user: int) -> bool:
    """Return True if such a process is left and the Pi has been up for at least MIN_UP_S."""
    up_s = float((proc / "uptime").read_text(encoding="ascii").split()[0])
    return up_s >= MIN_UP_S and bool(unkillable_processes(proc, user))


def restart_pi() -> None:
    """Restart at once; if that hangs, the Pi's hardware watchdog resets it (RebootWatchdogSec)."""
    subprocess.run(["systemctl", "--no-block", "reboot"], check=False)
