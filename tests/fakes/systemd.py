"""systemd's end of the notify socket."""

import socket
from pathlib import Path

from device.system.notify import Notifier


class Manager:
    """Receives the messages of a service."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        messages = []
        while True:
            try:
                messages.append(self._socket.recv(4096).decode())
            except BlockingIOError:
                return messages


def notifier_to(manager, watchdog_s=20.0, pid=None):
    environment = {"NOTIFY_SOCKET": str(manager.path), "WATCHDOG_USEC": str(int(watchdog_s * 1e6))}
    if pid is not None:
        environment["WATCHDOG_PID"] = str(pid)
    return Notifier(environment)
