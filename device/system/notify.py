"""Messages to systemd: ready, watchdog, status and stopping, over the socket that NOTIFY_SOCKET names.

The protocol is one datagram of KEY=VALUE lines, see sd_notify(3). Without systemd nothing is sent. The package
`sdnotify` is not used: it sends the same datagram, but knows neither the watchdog's interval nor a socket that must
not block.
"""

import contextlib
import os
import re
import socket
from collections.abc import Mapping

from device.names import printable


class Notifier:
    """A sender of messages to the service manager.

    Attributes:
        interval_s: seconds between two watchdog messages, a quarter of what systemd allows; None without a watchdog.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ, pid: int | None = None) -> None:
        """Take the socket and the watchdog's time from the environment that systemd gave this process."""
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address  # "@" is an abstract socket
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) if address else None
        if self._socket is not None:
            self._socket.setblocking(False)  # a service manager that does not read must not stop the camera
        self.interval_s = _interval(environment, os.getpid() if pid is None else pid)

    def ready(self) -> None:
        """Report that the service has started, so that units that wait for it start."""
        self._send("READY=1")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """Set the line that `systemctl status` shows."""
        self._send(f"STATUS={printable(text)}")

    def stopping(self) -> None:
        """Report that the service is shutting down."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # a full or removed socket: the watchdog acts on missing messages
                self._socket.sendto(message.encode("utf-8", "backslashreplace"), self._address)


def _interval(environment: Mapping[str, str], pid: int) -> float | None:
    """Return the watchdog's interval in seconds if it watches this process."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    for_this_process = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
    number = int(microseconds) if re.fullmatch("[0-9]{1,19}", microseconds) else 0
    return number / 4e6 if number and for_this_process else None
