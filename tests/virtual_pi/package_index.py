"""A package index on the host that a virtual Pi reaches, and that may fail in the middle."""

import functools
import http.server
import tarfile
import threading
from pathlib import Path

from deploy import wheelhouse
from tests.virtual_pi.checkout import ROOT

REQUIREMENTS = ("requirements-device.txt", "requirements-tflite.txt", "requirements-health.txt")


class Index:
    """Wheels at an address of the host.

    Attributes:
        served: number of wheels that were sent.
        dies_after: number of wheels after which every request fails; None for none.
    """

    def __init__(self, folder: Path, host: str, python: str, machine: str, cache: Path) -> None:
        _, archive = wheelhouse.build([ROOT / name for name in REQUIREMENTS], python, machine, cache)
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        self.served, self.dies_after = 0, None
        handler = functools.partial(_Handler, self, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer((host, 0), handler)
        port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.environment = f"PIP_NO_INDEX=1 PIP_TRUSTED_HOST={host} PIP_FIND_LINKS=http://{host}:{port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, index: Index, *arguments, **options) -> None:
        self._index = index
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        if self.path.endswith(".whl"):
            if self._index.dies_after is not None and self._index.served >= self._index.dies_after:
                self.close_connection = True  # without an answer, as a network that is gone
                return
            self._index.served += 1
        super().do_GET()

    def log_message(self, *_) -> None:
        pass
