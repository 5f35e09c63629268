"""The measurements of `bench` that do not wait for the camera: throughput, and two models or runtimes compared."""

import dataclasses
import importlib.metadata
import io
import time
from typing import Any

from rich.console import Console

from device.camera import Camera, open_camera
from device.commands.bench_report import RECOGNITION, by_stage
from device.display.terminal import Terminal
from device.reading.activity import ReadingActivity
from device.recognition.networks import preset_name
from device.recognition.perception import Perception, open_perception
from device.recognition.recognizer import Recognizer, open_recognizer
from device.recognition.runtimes import RUNTIMES
from device.settings import PRESETS, CameraSettings, RecognitionSettings, Settings, with_values
from device.system.timing import StageTimer
from device.types import Frame

WARM_UP = 10  # frames that are not counted: first calls allocate memory and fill caches
MAX_FRAMES = 120  # of a camera that are kept for a comparison


def throughput(settings: Settings, count: int) -> dict[str, Any]:
    """Process frames without waiting for their time, and time every stage.

    Args:
        settings: camera and recognition are used; a clip is repeated.
        count: frames to measure.

    Returns:
        `model`, `runtime`, `frames`, `fps` and `stages_ms`.

    Raises:
        CameraError: the camera delivers nothing that can be read.
        ModelError: the model cannot be used.
    """
    stages = StageTimer()
    perception, activity = open_perception(settings, stages), ReadingActivity()
    display = Terminal(console=blank_console())
    camera = open_camera(settings.camera)
    done, started, shift, last_t = 0, 0.0, 0.0, 0.0
    try:
        while done < count + WARM_UP:
            if done == WARM_UP:
                stages.seconds.clear()
                started = time.perf_counter()
            with stages("capture"):
                frame = camera.read()
            if frame is None:  # repeat the clip; its clock continues
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
        **_identity(perception, settings.recognition),
        "frames": count,
        "fps": round(count / total, 1),
        "stages_ms": by_stage(stages),
    }


def compare(settings: Settings, other: str, count: int) -> dict[str, Any]:
    """Recognise the same frames with two presets, models or runtimes.

    They alternate by frame, so that both see the same machine.

    Args:
        settings: camera, and the first side.
        other: a runtime, a preset or the path of a model, for the second side.
        count: frames to measure.

    Returns:
        `frames`, `compared` and `ratio`.

    Raises:
        CameraError: the camera delivers nothing that can be read.
        ModelError: a model cannot be used.
    """
    frames = _some_frames(settings.camera)
    if other in RUNTIMES:
        change = {"runtime": other}
    elif other in PRESETS:
        change = {"preset": other, "model": "", "path": "auto"}
    else:
        change = {"model": other, "path": "auto"}
    sides = []
    for each in (settings, with_values(settings, "recognition", **change)):
        stages = StageTimer()
        recognizer = open_recognizer(each.recognition, stages)
        sides.append((recognizer, stages, _identity(recognizer, each.recognition)))
    for i in range(count + WARM_UP):
        if i == WARM_UP:
            for _, stages, _ in sides:
                stages.seconds.clear()
        for recognizer, stages, _ in sides if i % 2 else sides[::-1]:
            with stages(RECOGNITION):
                recognizer.recognize(frames[i % len(frames)])
    results = [{**identity, "stages_ms": by_stage(stages)} for _, stages, identity in sides]
    ours, theirs = (result["stages_ms"][RECOGNITION]["p50"] for result in results)
    return {"frames": count, "compared": results, "ratio": round(theirs / ours, 2)}


def blank_console() -> Console:
    """Return a console of 80×24 characters that prints nowhere."""
    return Console(file=io.StringIO(), width=80, height=24, force_terminal=False)


def _identity(recognizer: Recognizer | Perception, settings: RecognitionSettings) -> dict[str, Any]:
    version = importlib.metadata.version(recognizer.runtime.replace("_", "-"))
    preset = preset_name(settings) if len(recognizer.metadata.outputs) > 1 else ""  # the baseline CNN has one output
    return {
        "model": f"{recognizer.metadata.name} {recognizer.metadata.sha256[:12]}{preset and f', preset {preset}'}",
        "runtime": f"{recognizer.runtime} {version}",
    }


def _some_frames(settings: CameraSettings) -> list[Frame]:
    camera: Camera = open_camera(settings)
    frames: list[Frame] = []
    try:
        while len(frames) < MAX_FRAMES and (frame := camera.read()) is not None:
            frames.append(frame)
    finally:
        camera.close()
    return frames
