"""A station reached over ssh, whatever kind of machine it is."""

import json
import os
import subprocess
import time
from typing import Any

PATIENCE = float(os.environ.get("VIRTUAL_PI_PATIENCE", "1"))  # times as long on a machine with much other work


class Remote:
    """What tests do to a station.

    Attributes:
        host: its address; ssh_args: options of ssh that reach it; user: who logs in.
    """

    host: str
    ssh_args: str
    user: str = "pi"

    def ssh(self, command: str, check: bool = True, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """Run a shell command as user pi."""
        done = subprocess.run(
            ["ssh", *self.ssh_args.split(), f"pi@{self.host}", command],
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout * PATIENCE,
        )
        if check and done.returncode:
            raise AssertionError(f"{command}: {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
        return done

    def sudo(self, command: str, check: bool = True) -> str:
        """Run a shell command as root; returns what it printed."""
        return self.ssh(f"sudo sh -c '{command}'", check).stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file as root."""
        command = ["ssh", *self.ssh_args.split(), f"pi@{self.host}", f"sudo tee {path} > /dev/null"]
        subprocess.run(command, input=text, text=True, check=True, timeout=120 * PATIENCE)

    # The station on it

    def status(self) -> dict[str, Any]:
        """status.json; empty while there is none."""
        done = self.ssh("sudo cat /run/handshape/status.json", check=False)
        try:
            return dict(json.loads(done.stdout))
        except ValueError:
            return {}

    def show(self, *names: str) -> dict[str, str]:
        """Properties of handshape.service."""
        text = self.ssh(f"systemctl show -p {','.join(names)} handshape.service").stdout
        return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)

    def until(self, wanted: Any, seconds: float, what: str) -> float:
        """Wait until `wanted(self)` holds; returns how long it took, at the resolution of one ssh command."""
        started = time.monotonic()
        while not wanted(self):
            if time.monotonic() - started > seconds * PATIENCE:
                log = self.sudo("journalctl -n 25 --no-pager -o cat -u handshape.service", check=False)
                raise AssertionError(f"{what}: not within {seconds * PATIENCE:.0f} s; status {self.status()}\n{log}")
            time.sleep(0.1 * PATIENCE)
        return time.monotonic() - started
