"""The real-time part of `bench`: the live loop with its threads, and the start of the program."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from device.camera import open_camera
from device.commands.bench_measure import blank_console
from device.commands.bench_report import percentiles
from device.display import Displays
from device.display.base import ThreadedDisplay
from device.display.terminal import Terminal
from device.errors import CameraError
from device.reading.activity import ReadingActivity
from device.recognition.perception import open_perception
from device.runtime.app import App
from device.runtime.camera_thread import CameraThread
from device.runtime.health import Health
from device.settings import Settings
from device.system.messages import warn
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.view import View

LIVE_S = 5.0  # seconds of the live loop


def live(settings: Settings) -> dict[str, Any]:
    """Run the live loop for LIVE_S seconds.

    Returns:
        `live_fps`, and `frame_age_at_display_ms`, the age of each frame when it is on the display.

    Raises:
        CameraError: no frame arrived.
        ModelError: the model cannot be used.
    """
    perception, display = open_perception(settings), _Probe()
    source = CameraThread(open_camera(settings.camera), lambda: open_camera(settings.camera))
    displays = Displays([ThreadedDisplay(display)], warn)
    health = Health(Notifier({}), None, HealthStatus())
    app = App(source, perception, ReadingActivity(), displays, _TimeLimit(), health, settings.camera.stall_s)
    started = time.monotonic()
    try:
        app.run()
    finally:
        source.close()
        displays.close()
        health.close()
    if not display.ages:
        raise source.error or CameraError("The camera gave no frame during the real-time part of the benchmark.")
    seconds = time.monotonic() - started
    return {"live_fps": round(app.frames / seconds, 1), "frame_age_at_display_ms": percentiles(display.ages)}


def start_up(settings: Settings, config: Path | None = None) -> float | None:
    """Start `python -m device run` and wait for its first letter.

    Args:
        settings: camera and recognition are passed on.
        config: settings file, passed on.

    Returns:
        Seconds; None if it shows no letter.
    """
    command = [sys.executable, "-m", "device", "run", "--display", "json", "--camera", settings.camera.uri]
    if config is not None:
        command += ["--config", str(config)]
    if settings.recognition.model:
        command += ["--model", settings.recognition.model]
    elif settings.recognition.preset != "auto":
        command += ["--preset", settings.recognition.preset]
    if settings.recognition.path != "auto":
        command += ["--path", settings.recognition.path]
    if settings.camera.uri.startswith(("clip:", "folder:")):
        command.append("--no-realtime")  # measures the program, not the time until the clip shows a hand
    here = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }  # the folder stays the user's, for relative paths
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=here) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "candidate":
                process.terminate()
                return round(time.perf_counter() - started, 2)
    return None


class _TimeLimit:
    """Stops the loop LIVE_S seconds after its creation."""

    def __init__(self) -> None:
        self._end = time.monotonic() + LIVE_S

    @property
    def asked(self) -> bool:
        return time.monotonic() >= self._end


class _Probe:
    """A terminal display without a terminal that records the age of each frame after drawing it, in seconds."""

    name, slow, pause_s = "probe", True, 0.0

    def __init__(self) -> None:
        self.ages: list[float] = []
        self._terminal = Terminal(console=blank_console())

    def show(self, view: View) -> None:
        self._terminal.draw(view)
        if view.frame is not None:
            self.ages.append(time.monotonic() - view.frame.t)

    def close(self) -> None:
        pass
