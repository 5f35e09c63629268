"""The running station, as systemd and its status file report it."""

import subprocess
import time
from typing import Protocol

from .gate import Sample
from .layout import Layout, read_json

UNIT = "handshape.service"
NO_PICTURE = ("no camera", "camera lost", "starting", "ended", "")


class Service(Protocol):
    """The operations on the service that probation needs."""

    def restart(self) -> None:
        """Reset the failure counter and start the unit; return at once."""
        ...

    def stop(self) -> None:
        """Stop the unit and disable it at boot."""
        ...

    def sample(self, since: float) -> Sample:
        """Return the present state; `since` is the monotonic time of the restart, s."""
        ...

    def last_log_lines(self) -> str:
        """Return the last lines of the unit's log."""
        ...

    def now(self) -> float:
        """Return the monotonic time, s."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""
        ...


class SystemdService:
    """The service, controlled through systemctl and journalctl."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def restart(self) -> None:
        """Reset the failure counter and start the unit; return at once."""
        self._layout.status.unlink(missing_ok=True)
        _systemctl("stop", UNIT)
        _systemctl("reset-failed", UNIT)
        _systemctl("start", "--no-block", UNIT)

    def stop(self) -> None:
        """Stop the unit and disable it at boot."""
        _systemctl("disable", "--now", "--quiet", UNIT)

    def sample(self, since: float) -> Sample:
        """Return the present state; `since` is the monotonic time of the restart, s."""
        shown = _systemctl("show", "-p", "ActiveState,MainPID,NRestarts", UNIT)
        unit = dict(line.split("=", 1) for line in shown.splitlines() if "=" in line)
        status = read_json(self._layout.status)
        return Sample(
            self.now() - since,
            unit.get("ActiveState", ""),
            int(unit.get("MainPID") or 0),
            int(unit.get("NRestarts") or 0),
            str(status.get("release", "")),
            int(status.get("pid") or 0),
            int(status.get("frames") or 0),
            int(status.get("pings") or 0),
            status.get("state", "") not in NO_PICTURE,
            str(status.get("last_error", "")),
        )

    def last_log_lines(self) -> str:
        """Return the last lines of the unit's log, at most 600 characters."""
        command = ["journalctl", "-u", UNIT, "-n", "5", "-o", "cat", "--no-pager"]
        for own in (["-t", "python"], []):  # systemd's own lines are used only if the program logged none
            lines = subprocess.run([*command, *own], capture_output=True, text=True, check=False).stdout.splitlines()
            if lines:
                return " | ".join(lines)[-600:]
        return ""

    def now(self) -> float:
        """Return the monotonic time, s."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait for this many seconds."""
        time.sleep(seconds)


def _systemctl(*arguments: str) -> str:
    return subprocess.run(["systemctl", *arguments], capture_output=True, text=True, check=False).stdout
