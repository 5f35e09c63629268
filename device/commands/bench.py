"""`python -m device bench`: frames per second and latency by stage, on this machine, with this model."""

import argparse
import dataclasses
import importlib.metadata
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from device.camera import Camera, open_camera
from device.display import Displays
from device.display.base import ThreadedDisplay
from device.display.terminal import Terminal
from device.errors import CameraError, HandshapeError
from device.reading.activity import ReadingActivity
from device.recognition.interpreter import RUNTIMES
from device.recognition.perception import Perception, open_perception
from device.recognition.recognizer import Recognizer, open_recognizer
from device.runtime.app import App
from device.runtime.camera_thread import CameraThread
from device.runtime.status import Health
from device.settings import (
    DEMO,
    CameraSettings,
    Settings,
    add_config,
    add_recognition,
    effective_settings,
    recognition_changes,
    with_values,
)
from device.system import machine
from device.system.messages import warn
from device.system.notify import Notifier
from device.system.status import HealthStatus
from device.system.timing import StageTimer
from device.types import Frame
from device.view import View

STAGES = ("capture", "find", "preprocess", "inference", "letters", "motion", "smoothing", "display")
WHOLE = "recognition"  # find, preprocess, inference and motion together, once a frame
WARM_UP = 10  # frames not counted: first calls allocate and fill caches
LIVE_S = 5.0  # seconds of the real-time part


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `bench`."""
    add_config(parser)
    parser.add_argument("--camera", metavar="URI", default=f"clip:{DEMO}", help="default: the bundled clip")
    parser.add_argument("--frames", type=int, default=600, metavar="N", help="frames to measure (default 600)")
    add_recognition(parser)
    parser.add_argument(
        "--against",
        metavar="MODEL|RUNTIME",
        help=f"compare with another .tflite, or {' or '.join(RUNTIMES)}, interleaved",
    )
    parser.add_argument("--quick", action="store_true", help="only the loop: no real-time part, no start-up time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")


def main(args: argparse.Namespace) -> int:
    """Measure and print; returns the exit code."""
    if args.frames < 1:
        raise HandshapeError("--frames must be at least 1.")
    settings = effective_settings(args.config, {"camera": {"uri": args.camera}, **recognition_changes(args)})
    report: dict[str, Any] = {"on": machine.describe(), "camera": settings.camera.uri}
    if args.against:
        report |= compare(settings, args.against, _some_frames(settings.camera), args.frames)
    else:
        report |= throughput(settings, args.frames)
        if not args.quick:
            report |= live(settings)
            report["start_up_s"] = start_up(settings, args.config)
        report["peak_rss_mb"] = round(machine.peak_rss_megabytes(), 1)
    report["temperature_c"], report["throttled"] = machine.temperature(), machine.throttled()
    sys.stdout.write(table(report))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def throughput(settings: Settings, count: int) -> dict[str, Any]:
    """The whole loop as fast as it goes, every stage timed."""
    stages = StageTimer()
    perception, activity = open_perception(settings, stages), ReadingActivity()
    display = Terminal(console=_blank_console())
    camera = open_camera(settings.camera)
    done, started, shift, last_t = 0, 0.0, 0.0, 0.0
    try:
        while done < count + WARM_UP:
            if done == WARM_UP:
                stages.seconds.clear()
                started = time.perf_counter()
            with stages("capture"):
                frame = camera.read()
            if frame is None:  # a clip is played again; its clock goes on
                camera.close()
                camera, shift = open_camera(settings.camera), last_t
                continue
            last_t = frame.t + shift
            frame = dataclasses.replace(frame, t=last_t)
            view, _ = activity.step(frame, *perception.see(frame))
            with stages("display"):
                display.draw(view)
            done += 1
    finally:
        camera.close()
    total = time.perf_counter() - started
    return {
        **_identity(perception),
        "frames": count,
        "fps": round(count / total, 1),
        "stages_ms": _by_stage(stages),
    }


def live(settings: Settings) -> dict[str, Any]:
    """Run the live loop for LIVE_S seconds: frames per second, and the age of each frame when it is on the display.

    Raises:
        CameraError: no frame arrived.
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
    return {"live_fps": round(app.frames / seconds, 1), "frame_age_at_display_ms": _percentiles(display.ages)}


def start_up(settings: Settings, config: Path | None = None) -> float | None:
    """Seconds from starting `python -m device run` to its first letter; None when it shows none."""
    command = [sys.executable, "-m", "device", "run", "--display", "json", "--camera", settings.camera.uri]
    if config is not None:
        command += ["--config", str(config)]
    if settings.recognition.model:
        command += ["--model", settings.recognition.model]
    if settings.recognition.path != "auto":
        command += ["--path", settings.recognition.path]
    if settings.camera.uri.startswith(("clip:", "folder:")):
        command.append("--no-realtime")  # the time to read, not the time the clip takes to show a hand
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}  # paths stay relative to the user's folder
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=here) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "candidate":
                process.terminate()
                return round(time.perf_counter() - started, 2)
    return None


def compare(settings: Settings, other: str, frames: list[Frame], count: int) -> dict[str, Any]:
    """Two models or runtimes on the same frames, taking turns frame by frame so that both meet the same machine."""
    change = {"runtime": other} if other in RUNTIMES else {"model": other, "path": "auto"}
    sides = []
    for each in (settings, with_values(settings, "recognition", **change)):
        stages = StageTimer()
        sides.append((open_recognizer(each.recognition, stages), stages))
    for i in range(count + WARM_UP):
        if i == WARM_UP:
            for _, stages in sides:
                stages.seconds.clear()
        for recognizer, stages in sides if i % 2 else sides[::-1]:
            with stages(WHOLE):
                recognizer.recognize(frames[i % len(frames)])
    results = [{**_identity(recognizer), "stages_ms": _by_stage(stages)} for recognizer, stages in sides]
    ours, theirs = (result["stages_ms"][WHOLE]["p50"] for result in results)
    return {"frames": count, "compared": results, "ratio": round(theirs / ours, 2)}


class _TimeLimit:
    """Stops the loop LIVE_S seconds after its creation."""

    def __init__(self) -> None:
        self._end = time.monotonic() + LIVE_S

    @property
    def asked(self) -> bool:
        return time.monotonic() >= self._end


class _Probe:
    """A terminal nobody sees that notes how old each frame is once drawn."""

    name, slow, pause_s = "probe", True, 0.0

    def __init__(self) -> None:
        self.ages: list[float] = []
        self._terminal = Terminal(console=_blank_console())

    def show(self, view: View) -> None:
        self._terminal.draw(view)
        if view.frame is not None:
            self.ages.append(time.monotonic() - view.frame.t)

    def close(self) -> None:
        pass


def _blank_console() -> Any:
    from rich.console import Console

    return Console(file=io.StringIO(), width=80, height=24, force_terminal=False)


def _identity(recognizer: Recognizer | Perception) -> dict[str, Any]:
    version = importlib.metadata.version(recognizer.runtime.replace("_", "-"))
    return {
        "model": f"{recognizer.metadata.name} {recognizer.metadata.sha256[:12]}",
        "runtime": f"{recognizer.runtime} {version}",
    }


def _some_frames(settings: CameraSettings, most: int = 120) -> list[Frame]:
    camera: Camera = open_camera(settings)
    frames: list[Frame] = []
    try:
        while len(frames) < most and (frame := camera.read()) is not None:
            frames.append(frame)
    finally:
        camera.close()
    return frames


def _by_stage(stages: StageTimer) -> dict[str, dict[str, float]]:
    """Figures of every stage that ran; a hand once found is followed, so “find” runs seldom."""
    return {name: _percentiles(stages.seconds[name]) for name in (*STAGES, WHOLE) if stages.seconds[name]}


def _percentiles(seconds: list[float]) -> dict[str, float]:
    p50, p95, p99 = np.percentile(seconds, (50, 95, 99)) * 1000
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3), "p99": round(float(p99), 3)}


def table(report: dict[str, Any]) -> str:
    """The figures as text for people."""
    on = report["on"]
    lines = [
        f"{on['machine']}, {on['cores']} cores, {on['arch']}, {on['os']}, Python {on['python']}",
        f"camera {report['camera']}, {report['frames']} frames",
    ]
    for side in report.get("compared", [report]):
        lines += ["", f"{side['model']} in {side['runtime']}", f"{'ms':<14}{'p50':>9}{'p95':>9}{'p99':>9}"]
        rows = dict(side["stages_ms"])
        if "frame_age_at_display_ms" in side:
            rows["age at display"] = side["frame_age_at_display_ms"]
        lines += [f"{name:<14}{row['p50']:9.3f}{row['p95']:9.3f}{row['p99']:9.3f}" for name, row in rows.items()]
    lines.append("")
    if "compared" in report:
        lines.append(f"a frame takes the second {report['ratio']:.2f} times as long as the first (median)")
    elif "live_fps" not in report:
        lines.append(f"{report['fps']:.0f} FPS as fast as it goes; peak memory {report['peak_rss_mb']:.0f} MB")
    else:
        first = "no letter" if report["start_up_s"] is None else f"{report['start_up_s']:.2f} s"
        lines.append(
            f"{report['fps']:.0f} FPS as fast as it goes, {report['live_fps']:.1f} FPS in real time; "
            f"start to first letter {first}; peak memory {report['peak_rss_mb']:.0f} MB"
        )
    return "\n".join(lines) + "\n"
