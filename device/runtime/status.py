"""How the station is doing: systemd's watchdog, and one small file others can look at.

The watchdog is fed by *progress*: a processed frame, or, while there is no picture, a camera thread that has
come back from its driver since the last sign of life. A station without a camera therefore lives on (it says
“no camera” and tries again), and one whose driver hangs is restarted by systemd.

The file is written by a thread of its own: a slow disk must never cost a frame.
"""

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from device.system import machine
from device.system.files import write_atomic
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.view import View

WRITE_EVERY_S = 1.0  # of /run, which is memory: no wear, and fresh enough for eyes
LOOK_EVERY_S = 10.0  # temperature and throttling change slowly, and asking costs a process on some systems
TEXT_SHOWN = 200  # letters: a day's text would be written every second
FPS_OVER_S = 5.0  # long enough to be steady


class WatchdogTimer:
    """Decides when a sign of life is due. Pure: time comes in."""

    def __init__(self, interval_s: float | None) -> None:
        self._interval_s = interval_s
        self._last = float("-inf")
        self._attempts = -1
        self.count = 0

    def frame(self, now: float) -> bool:
        """A frame was processed; True when a sign of life is due."""
        if self._interval_s is None or now - self._last < self._interval_s:
            return False
        self._last = now
        self.count += 1
        return True

    def waiting(self, now: float, attempts: int) -> bool:
        """There is no frame; due only when the camera thread has come back from its driver since the last one."""
        if attempts == self._attempts:
            return False
        due = self.frame(now)
        if due:
            self._attempts = attempts
        return due


class Health:
    """Watches the station's loop. Every method is cheap and none of them raises."""

    def __init__(
        self,
        notifier: Notifier,
        path: Path | None,
        status: HealthStatus,
        now: Callable[[], float] = time.monotonic,
        readers: tuple[Callable[[HealthStatus], None], ...] = (),
    ) -> None:
        """Start watching.

        Args:
            notifier: to systemd.
            path: of status.json; None writes none.
            status: what is known already (release, model).
            now: monotonic clock, seconds.
            readers: told the status as often as it is written (metrics, MQTT), in the writing thread.
        """
        self._notifier, self._path, self._now, self._readers = notifier, path, now, readers
        self._status = replace(status, pid=os.getpid())
        self._pulse = WatchdogTimer(notifier.interval_s)
        self._started = now()
        self._fps_t, self._fps_frames = self._started, 0
        self._said = ""
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="health", daemon=True)
        if path is not None or readers:
            self._thread.start()

    def ready(self) -> None:
        """The model is loaded, the displays are open and the camera thread runs."""
        self._notifier.ready()

    def processed(self, view: View, restarts: int = 0) -> None:
        """A frame was processed and handed to the displays."""
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
                text=view.text[-TEXT_SHOWN:],
                frames=frames,
                fps=fps,
                frame_age_ms=None if view.frame_age_ms is None else round(view.frame_age_ms, 1),
                camera_restarts=restarts,
            )
        if self._pulse.frame(now):
            self._notifier.alive()
        self._say("reading")

    def waiting(self, attempts: int, restarts: int = 0) -> None:
        """The loop turned without a frame; `attempts` counts how often the camera came back from its driver."""
        if self._pulse.waiting(self._now(), attempts):
            self._notifier.alive()
        with self._lock:
            self._status = replace(self._status, camera_restarts=restarts)

    def lost(self, reason: str) -> None:
        """The camera is gone, or was never there."""
        with self._lock:
            state = "camera lost" if self._status.frames else "no camera"
            self._status = replace(
                self._status, state=state, letter=None, fps=None, frame_age_ms=None, last_error=reason
            )
            self._fps_t, self._fps_frames = self._now(), self._status.frames
        self._say(f"{state}: {reason}")

    def close(self) -> None:
        """The station ends: tell systemd, write the last state."""
        self._notifier.stopping()
        with self._lock:
            self._status = replace(self._status, state="ended", letter=None)
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1.0)

    def status(self) -> HealthStatus:
        """As it is now, without the machine's own figures."""
        with self._lock:
            pings = None if self._notifier.interval_s is None else self._pulse.count
            return replace(
                self._status, pings=pings, up_s=round(self._now() - self._started, 1), written_at=round(time.time(), 1)
            )

    def _say(self, text: str) -> None:
        if text != self._said:
            self._said = text
            self._notifier.status(text)

    def _run(self) -> None:
        looked, of_machine = float("-inf"), {}
        while True:
            ending = self._ending.wait(WRITE_EVERY_S)
            if self._now() - looked >= LOOK_EVERY_S:
                looked, of_machine = self._now(), machine_figures()
            status = replace(self.status(), **of_machine)
            if self._path is not None:
                write_status(status, self._path)
            for reader in self._readers:
                with contextlib.suppress(Exception):  # who listens to the figures must not end them for the others
                    reader(status)
            if ending:
                return


def write_status(status: HealthStatus, path: Path) -> None:
    """Write the file whole or not at all; a full or read-only disk is the doctor's business, not the station's."""
    with contextlib.suppress(OSError):
        write_atomic(path, json.dumps(asdict(status), ensure_ascii=False, indent=1) + "\n")


def machine_figures() -> dict[str, Any]:
    """Heat, power, disk and memory: the fields of Status that are the machine's."""
    return {
        "temperature_c": machine.temperature(),
        "throttled": machine.throttled(),
        "disk_free_mb": round(machine.free_megabytes(Path.cwd())),
        "rss_mb": round(resident_megabytes(), 1),
    }


def resident_megabytes(root: Path = machine.ROOT) -> float:
    """Memory this process holds now, MB; 0 where there is no /proc."""
    try:
        pages = int((root / "proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def status_path(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where systemd wants this service's volatile files (RuntimeDirectory=); None when it does not run under it."""
    folder = environment.get("RUNTIME_DIRECTORY", "").partition(":")[0]
    return Path(folder) / "status.json" if folder else None


def release_name(package: Path = Path(__file__).parents[1]) -> str:
    """Name of the installed release this code belongs to, "" in a checkout."""
    try:
        return (package.parent / "RELEASE").read_text(encoding="utf-8").strip()
    except OSError:
        return ""
