"""`doctor --tune`: measure runtimes, threads, networks and camera sizes on this machine, and remember the best.

Each choice is measured by `bench` in a process of its own: a runtime that this processor cannot run ends that process
with a signal, and is only left out.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from device.errors import ModelError
from device.recognition.runtimes import installed_runtimes
from device.settings import DEMO, PRESETS, Settings, Tuning, write_tuning
from device.settings.tuning import this_machine
from device.settings.writing import to_toml

FRAMES = 60
TIMEOUT_S = 120
THREADS = (1, 2, 4)
SIZES = ((320, 240), (640, 480), (1280, 720))
TARGET_FPS = 15.0  # that networks must reach: the rate of the videos on which their figures are measured
AS_FAST = 0.9  # of the best rate: below this difference fewer threads (less heat) and larger pictures are better
Measure = Callable[[Settings], float | None]


@dataclass(frozen=True)
class Measured:
    """One choice with its result.

    Attributes:
        settings: what was measured.
        fps: frames recognised per second; None when it does not work here.
    """

    settings: Settings
    fps: float | None

    def __str__(self) -> str:
        """Return one line of the report."""
        recognition, camera = self.settings.recognition, self.settings.camera
        size = "the clip" if camera.uri.startswith("clip:") else f"the camera at {camera.width}×{camera.height}"
        preset = "" if recognition.preset == "auto" else f", {recognition.preset}"
        result = "does not work here" if self.fps is None else f"{self.fps:.1f} frames a second"
        threads = f"{recognition.threads} thread{'s' if recognition.threads > 1 else ''}"
        return f"{recognition.runtime}, {threads}{preset}, {size}: {result}"


def tune(settings: Settings, cores: int, say: Callable[[str], None], measure: Measure | None = None) -> Tuning:
    """Measure all choices and return the best; `write_tuning` keeps it.

    Args:
        settings: the camera to measure, and the models.
        cores: of the processor; more threads than these are not tried.
        say: called with one line for each choice.
        measure: returns frames per second with these settings, None if they do not work; None runs `bench`.

    Raises:
        ModelError: no runtime works here.
    """
    measure = measure or bench
    still = replace(settings, camera=replace(settings.camera, uri=f"clip:{DEMO}"))
    presets = _presets(still)
    best = _best_networks(presets, cores, say, measure)
    if best is None:
        raise ModelError("No TFLite runtime works on this processor; run `doctor`.")
    name, python = this_machine()
    recognition, fps = best.settings.recognition, best.fps or 0.0
    found = Tuning(name, python, recognition.runtime, recognition.threads, fps=fps)
    if len(presets) > 1:
        found = replace(found, preset=recognition.preset)
        why = "the first preset that reaches" if fps >= TARGET_FPS else "the fastest preset; none reaches"
        say(f"Networks: {recognition.preset}, {why} {TARGET_FPS:.0f} frames a second.")
    if settings.camera.uri.partition(":")[0] not in ("auto", "picamera", "v4l2"):
        return found
    live = replace(settings, recognition=recognition)
    sizes = [replace(live, camera=replace(live.camera, width=w, height=h)) for w, h in SIZES]
    pictures = best_of((_reported(Measured(each, measure(each)), say) for each in sizes), larger=True)
    if pictures is None:
        say("No camera could be measured: there is none, or another program uses it.")
        return found
    camera = pictures.settings.camera
    return replace(found, width=camera.width, height=camera.height, fps=pictures.fps or 0.0)


def best_of(tried: Iterable[Measured], larger: bool = False) -> Measured | None:
    """Return the best choice: of those that are nearly as fast as the fastest the first, or the last; None for none.

    Args:
        tried: in the order of cost.
        larger: the costliest is preferred.
    """
    working = [each for each in tried if each.fps is not None]
    if not working:
        return None
    limit = AS_FAST * max(each.fps or 0.0 for each in working)
    fast = [each for each in working if (each.fps or 0.0) >= limit]
    return fast[-1] if larger else fast[0]


def bench(settings: Settings) -> float | None:
    """Return the frames per second of `bench --quick` with these settings; None if it fails, crashes or hangs."""
    with TemporaryDirectory(prefix="handshape-") as folder:
        config, figures = Path(folder) / "station.toml", Path(folder) / "figures.json"
        config.write_text(to_toml(settings), encoding="utf-8")
        command = [sys.executable, "-m", "device", "bench", "--quick", "--frames", str(FRAMES), "--config", str(config)]
        command += ["--camera", settings.camera.uri, "--json", str(figures)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
            return None if done.returncode else float(json.loads(figures.read_text(encoding="utf-8"))["fps"])
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
            return None


def main(settings: Settings, cores: int) -> int:
    """Measure, print and remember; return the exit code.

    Raises:
        ModelError: no runtime works here.
        SettingsError: the result cannot be kept.
    """

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    best = tune(settings, cores, say)
    path = write_tuning(best)
    size = f", {best.width}×{best.height}" if best.width else ""
    preset = f", preset {best.preset}" if best.preset else ""
    choice = f"{best.runtime}, threads: {best.threads}{preset}{size}"
    say(f"Best: {choice}; {path} keeps it. Settings of a file are stronger.")
    return 0


def _presets(settings: Settings) -> list[Settings]:
    """Return the settings with each preset, the costliest first; unchanged if there is no choice."""
    recognition = settings.recognition
    chosen = recognition.preset != "auto" or recognition.model or recognition.path == "baseline"
    if chosen or len(PRESETS) == 1:
        return [settings]
    return [replace(settings, recognition=replace(recognition, preset=name)) for name in PRESETS]


def _best_networks(
    presets: Iterable[Settings], cores: int, say: Callable[[str], None], measure: Measure
) -> Measured | None:
    """Return the first preset that reaches TARGET_FPS, with its best runtime and threads, else the fastest one.

    Presets behind one that is fast enough are not measured. None if nothing works.
    """
    tried: list[Measured] = []
    for preset in presets:
        best = best_of([_reported(Measured(each, measure(each)), say) for each in _processors(preset, cores)])
        tried += [best] if best else []
        if best and (best.fps or 0.0) >= TARGET_FPS:
            break
    return max(tried, key=lambda each: each.fps or 0.0, default=None)


def _processors(settings: Settings, cores: int) -> Iterator[Settings]:
    for threads in THREADS:
        if threads <= max(1, cores):
            for runtime in installed_runtimes():
                yield replace(settings, recognition=replace(settings.recognition, runtime=runtime, threads=threads))


def _reported(measured: Measured, say: Callable[[str], None]) -> Measured:
    say(str(measured))
    return measured
