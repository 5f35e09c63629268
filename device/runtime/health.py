"""The health of the running program: feeds the watchdog and writes the status file.

The file is written by a thread of its own, so that a slow disk does not delay a frame.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from device.names import json_text
from device.runtime.watchdog import WatchdogTimer
from device.system import machine
from device.system.files import write_atomic
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.view import View

WRITE_EVERY_S = 1.0  # to /run, which is memory: no wear
MEASURE_EVERY_S = 10.0  # temperature and throttling change slowly; reading them costs a process on some systems
MAX_TEXT = 200  # letters: the text of a whole day would be written every second
FPS_OVER_S = 5.0  # long enough for a steady figure

Listener = Callable[[HealthStatus], None]


class Health:
    """Watches the live loop. No method raises or blocks.

    The loop's thread calls all methods but `status` and `note`. The writing thread calls `status` and the listeners;
    a lock guards the status.
    """

    def __init__(
        self,
        notifier: Notifier,
        path: Path | None,
        status: HealthStatus,
        now: Callable[[], float] = time.monotonic,
        listeners: tuple[Listener, ...] = (),
    ) -> None:
        """Start the writing thread if there is a file or a listener.

        Args:
            notifier: to systemd.
            path: of status.json; None writes no file.
            status: what is known already (release, model).
            now: monotonic clock, s.
            listeners: called with the status as often as it is written, in the writing thread.
        """
        self._notifier, self._path, self._now, self._listeners = notifier, path, now, listeners
        self._status = replace(status, pid=os.getpid())
        self._watchdog = WatchdogTimer(notifier.interval_s)
        self._started = now()
        self._fps_t, self._fps_frames = self._started, 0
        self._line = ""
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)
        if path is not None or listeners:
            self._thread.start()

    def ready(self) -> None:
        """Tell systemd that the models are loaded, the displays open and the camera thread running."""
        self._notifier.ready()

    def processed(self, view: View, restarts: int = 0) -> None:
        """Note a processed frame.

        Args:
            view: shown for it.
            restarts: how often the camera was opened again.
        """
        now = self._now()
        with self._lock:
            frames, fps = self._status.frames + 1, self._status.fps
            if now - self._fps_t >= FPS_OVER_S:
                fps = round((frames - self._fps_frames) / (now - self._fps_t), 1)
                self._fps_t, self._fps_frames = now, frames
            self._status = replace(
                self._status,
                state=view.status,
                letter=view.letter,
                text=view.text[-MAX_TEXT:],
                frames=frames,
                fps=fps,
                frame_age_ms=None if view.frame_age_ms is None else round(view.frame_age_ms, 1),
                camera_restarts=restarts,
            )
        if self._watchdog.frame(now):
            self._notifier.alive()
        self._notify_status(f"reading: {self._status.picture}" if self._status.picture else "reading")

    def waiting(self, attempts: int, restarts: int = 0) -> None:
        """Note that no frame has arrived.

        Args:
            attempts: how often the camera thread has returned from its driver.
            restarts: how often the camera was opened again.
        """
        if self._watchdog.waiting(self._now(), attempts):
            self._notifier.alive()
        with self._lock:
            self._status = replace(self._status, camera_restarts=restarts)

    def picture(self, fault: str) -> None:
        """Note what is wrong with the picture from now on, one sentence; "" when it is good again."""
        with self._lock:
            self._status = replace(self._status, picture=fault, last_error=fault or self._status.last_error)

    def note(self, fault: str) -> None:
        """Note a fault after which the program goes on, one sentence. Any thread may call this."""
        with self._lock:
            self._status = replace(self._status, last_error=fault)

    def lost(self, reason: str) -> None:
        """Note that the camera is gone, or was never there."""
        with self._lock:
            state = "camera lost" if self._status.frames else "no camera"
            self._status = replace(
                self._status, state=state, letter=None, fps=None, frame_age_ms=None, picture="", last_error=reason
            )
            self._fps_t, self._fps_frames = self._now(), self._status.frames
        self._notify_status(f"{state}: {reason}")

    def close(self) -> None:
        """Tell systemd that the program ends, and write the last state. Safe to call twice."""
        if self._ending.is_set():
            return
        self._notifier.stopping()
        with self._lock:
            self._status = replace(self._status, state="ended", letter=None)
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1.0)

    def status(self) -> HealthStatus:
        """Return the current status without the figures of the machine. Any thread may call this."""
        with self._lock:
            pings = None if self._notifier.interval_s is None else self._watchdog.count
            return replace(
                self._status, pings=pings, up_s=round(self._now() - self._started, 1), written_at=round(time.time(), 1)
            )

    def _notify_status(self, line: str) -> None:
        if line != self._line:
            self._line = line
            self._notifier.status(line)

    def _run(self) -> None:
        measured, figures = float("-inf"), {}
        while True:
            ending = self._ending.wait(WRITE_EVERY_S)
            if self._now() - measured >= MEASURE_EVERY_S:
                measured, figures = self._now(), machine_figures()
            status = replace(self.status(), **figures)
            if self._path is not None:
                write_status(status, self._path)
            for listener in self._listeners:
                with contextlib.suppress(Exception):  # one listener that fails must not stop the others
                    listener(status)
            if ending:
                return


def write_status(status: HealthStatus, path: Path) -> None:
    """Replace the file in one step. Ignored where the disk is full or read-only: `doctor` reports that."""
    with contextlib.suppress(OSError):
        write_atomic(path, json_text(asdict(status), indent=1) + "\n")


def machine_figures() -> dict[str, Any]:
    """Measure the fields of HealthStatus that describe the machine: temperature, power, disk and memory."""
    return {
        "temperature_c": machine.temperature(),
        "throttled": machine.throttled(),
        "disk_free_mb": round(machine.free_megabytes(Path.cwd())),
        "rss_mb": round(resident_megabytes(), 1),
    }


def resident_megabytes(root: Path = machine.ROOT) -> float:
    """Return the resident memory of this process, MB; 0 if there is no /proc below `root`."""
    try:
        pages = int((root / "proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def status_path(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the path of status.json in the service's RuntimeDirectory; None outside of systemd."""
    folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(folder) / "status.json" if folder else None


def release_name(package: Path = Path(__file__).parents[1]) -> str:
    """Return the name of the installed release this code belongs to, "" in a checkout."""
    try:
        return (package.parent / "RELEASE").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
