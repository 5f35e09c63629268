"""Processes no signal can end: a camera driver that hangs inside the kernel. Only a restart of the Pi helps."""

import subprocess
from pathlib import Path

LEAST_UP_S = 600.0  # a camera that hangs at every start must not restart the Pi for ever: six times an hour at most


def stuck(proc: Path, user: int) -> list[int]:
    """This user's processes in uninterruptible sleep (state D), as /proc shows them."""
    found = []
    for folder in proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            owner = folder.stat().st_uid
            state = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            continue  # it has ended meanwhile
        if owner == user and state == "D":
            found.append(int(folder.name))
    return sorted(found)


def must_restart(proc: Path, user: int) -> bool:
    """True when such a process is left over from a station that was killed, and the Pi has been up for a while."""
    up_s = float((proc / "uptime").read_text(encoding="ascii").split()[0])
    return up_s >= LEAST_UP_S and bool(stuck(proc, user))


def restart_pi() -> None:
    """Restart at once; when even that hangs, the Pi's own watchdog ends it (RebootWatchdogSec)."""
    subprocess.run(["systemctl", "--no-block", "reboot"], check=False)
