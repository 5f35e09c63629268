"""The running station as systemd and its status file show it."""

import subprocess
import time
from typing import Protocol

from .gate import Sample
from .layout import Layout, read_json

UNIT = "handshape.service"
NO_PICTURE = ("no camera", "camera lost", "starting", "ended", "")


class Service(Protocol):
    """What the trial of a release needs from the system."""

    def restart(self) -> None: ...
    def stop(self) -> None: ...
    def look(self, since: float) -> Sample: ...
    def last_words(self) -> str: ...
    def now(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class SystemdService:
    """The real one."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def restart(self) -> None:
        """Forget earlier failures and start anew; returns at once."""
        self._layout.status.unlink(missing_ok=True)
        _systemctl("stop", UNIT)
        _systemctl("reset-failed", UNIT)
        _systemctl("start", "--no-block", UNIT)

    def stop(self) -> None:
        """Stop and do not start at boot."""
        _systemctl("disable", "--now", "--quiet", UNIT)

    def look(self, since: float) -> Sample:
        """How it is now."""
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

    def last_words(self) -> str:
        """The last lines of its log."""
        command = ["journalctl", "-u", UNIT, "-n", "5", "-o", "cat", "--no-pager"]
        for own in (["-t", "python"], []):  # systemd's lines about it only when it said nothing itself
            lines = subprocess.run([*command, *own], capture_output=True, text=True, check=False).stdout.splitlines()
            if lines:
                return " | ".join(lines)[-600:]
        return ""

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def _systemctl(*arguments: str) -> str:
    return subprocess.run(["systemctl", *arguments], capture_output=True, text=True, check=False).stdout
