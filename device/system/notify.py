"""Speaking to systemd: readiness, signs of life and a status line over the socket it names in NOTIFY_SOCKET.

The protocol is one datagram of KEY=VALUE lines (sd_notify(3)); away from systemd nothing is sent.
"""

import contextlib
import os
import socket
from collections.abc import Mapping


class Notifier:
    """Sends to the service manager, if there is one.

    Attributes:
        interval_s: seconds between two signs of life, a quarter of what systemd allows; None without a watchdog.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ, pid: int | None = None) -> None:
        """Find the socket and the watchdog's time in the environment systemd gave this process."""
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address  # "@" is an abstract socket
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) if address else None
        if self._socket is not None:
            self._socket.setblocking(False)  # a manager that does not listen must not stop the camera
        self.interval_s = _interval(environment, os.getpid() if pid is None else pid)

    def ready(self) -> None:
        """The station is up: systemd goes on with what waits for it."""
        self._send("READY=1")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """The line `systemctl status` shows."""
        self._send(f"STATUS={text.splitlines()[0] if text else ''}")

    def stopping(self) -> None:
        """The station ends because it wants to."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # a full or vanished socket: the watchdog will say so soon enough
                self._socket.sendto(message.encode(), self._address)


def _interval(environment: Mapping[str, str], pid: int) -> float | None:
    microseconds = environment.get("WATCHDOG_USEC", "")
    meant_for_us = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
    return int(microseconds) / 4e6 if microseconds.isdigit() and int(microseconds) and meant_for_us else None
