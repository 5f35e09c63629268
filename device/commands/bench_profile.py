"""`bench --profile`: the processor time of a frame step by step, runs of each network, and what is allocated."""

import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from time import thread_time
from typing import Any

import numpy as np

from device.camera import open_camera
from device.camera.pictures import read_picture
from device.commands.bench_measure import blank_console
from device.display.terminal import Terminal
from device.errors import CameraError, HandshapeError
from device.names import shown
from device.reading.activity import ReadingActivity
from device.recognition.interpreter import Model
from device.recognition.perception import open_perception
from device.settings import NETWORKS, CameraSettings, Settings
from device.system.timing import CpuTimer, NoTimer
from device.types import Frame

STEPS = ("find", "preprocess", "inference", "landmarks", "letters", "motion", "smoothing")
BURST_FPS = 15.0
"""Frames a second at which the bursts were filmed."""
PASSES = 3
"""The cheapest pass of each frame counts, so that other work on the machine changes the figures little. As many passes
time whole frames only: to time the steps of a frame costs up to a fifth of it."""
STEADY = 40
"""Frames before the allocations are counted: windows of half a second must be full."""


def profile(settings: Settings, count: int, bursts: Path | None) -> dict[str, Any]:
    """Measure a video frame by frame.

    Args:
        settings: camera and recognition are used.
        count: frames to measure, at most.
        bursts: folder with SIGNER/LETTER/NN.jpg, which are played one after the other; None for the camera.

    Returns:
        `video`, `frames`, `tracked`, `model`, `runtime`; `steps_ms` of all frames and of those with a hand that is
        tracked; `networks`: runs a frame and milliseconds a run; `python_share` of recognition; `allocations`.

    Raises:
        CameraError: there are no frames.
        ModelError: the model cannot be used.
    """
    frames = burst_frames(bursts, count) if bursts else camera_frames(settings.camera, count)
    rows = [_pass(settings, frames) for _ in range(PASSES)]
    cheapest = [min(same, key=lambda row: row["frame"]) for same in zip(*rows, strict=True)]
    whole = zip(*(_whole_frames(settings, frames) for _ in range(PASSES)), strict=True)
    for row, seconds in zip(cheapest, whole, strict=True):
        row["frame"] = min(seconds)
    tracked = [row for row in cheapest if not row["runs finder"] and row["runs hand"]]
    return {
        "video": shown(bursts) if bursts else settings.camera.uri,
        "frames": len(frames),
        "tracked": len(tracked),
        "steps_ms": {name: _means(some) for name, some in (("all", cheapest), ("tracked", tracked)) if some},
        "allocations": allocations(settings, frames),
    }


def burst_frames(folder: Path, count: int) -> list[Frame]:
    """Return the images of all bursts as one video, every STEP-th burst if there are more than `count` frames.

    Raises:
        HandshapeError: the folder has no bursts.
        CameraError: an image cannot be read.
    """
    bursts = sorted({path.parent for path in folder.glob("*/*/*.jpg")})
    if not bursts:
        raise HandshapeError(f"{shown(folder)} has no bursts; name a folder with SIGNER/LETTER/NN.jpg.")
    length = len(list(bursts[0].glob("*.jpg")))
    chosen = bursts[:: max(1, -(-len(bursts) * length // count))]
    files = [path for burst in chosen for path in sorted(burst.glob("*.jpg"))]
    return [Frame(read_picture(path), i / BURST_FPS, i) for i, path in enumerate(files)]


def camera_frames(settings: CameraSettings, count: int) -> list[Frame]:
    """Return the first frames of a camera.

    Raises:
        CameraError: it delivers nothing that can be read.
    """
    camera = open_camera(settings)
    frames: list[Frame] = []
    try:
        while len(frames) < count and (frame := camera.read()) is not None:
            frames.append(frame)
    finally:
        camera.close()
    if not frames:
        raise CameraError("The camera gave no frame; check its plug, or use the bundled clip.")
    return frames


def _pass(settings: Settings, frames: Sequence[Frame]) -> list[dict[str, float]]:
    """Process all frames; return for each the seconds of each step and network, and how often the networks ran."""
    timer, kernels = CpuTimer(), CpuTimer()
    perception, activity, display = (
        open_perception(settings, timer),
        ReadingActivity(),
        Terminal(console=blank_console()),
    )
    rows = []
    Model.timer = kernels
    try:
        for frame in frames:
            timer.seconds.clear()
            kernels.seconds.clear()
            with timer("frame"):
                seen = perception.see(frame)
            with timer("view"):
                view, _ = activity.step(frame, *seen)
            with timer("display"):
                display.draw(view)
            row = {name: sum(timer.seconds[name]) for name in ("frame", "view", "display", *STEPS)}
            row |= {f"network {name}": sum(kernels.seconds[name]) for name in NETWORKS}
            row |= {f"runs {name}": float(len(kernels.seconds[name])) for name in NETWORKS}
            rows.append(row)
    finally:
        Model.timer = NoTimer()
    return rows


def _whole_frames(settings: Settings, frames: Sequence[Frame]) -> list[float]:
    """Process all frames; return the seconds of each, without what it costs to time the steps."""
    perception, seconds = open_perception(settings), []
    for frame in frames:
        began = thread_time()
        perception.see(frame)
        seconds.append(thread_time() - began)
    return seconds


def _means(rows: Sequence[dict[str, float]]) -> dict[str, Any]:
    mean = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    kernels = sum(mean[f"network {name}"] for name in NETWORKS)
    return {
        "recognition": round(mean["frame"] * 1000, 3),
        "steps": {name: round(mean[name] * 1000, 3) for name in (*STEPS, "view", "display")},
        "networks": {
            name: {
                "ms": round(mean[f"network {name}"] * 1000, 3),
                "runs": round(mean[f"runs {name}"], 2),
            }
            for name in NETWORKS
        },
        "kernels": round(kernels * 1000, 3),
        "python_share": round(1 - kernels / mean["frame"], 3) if mean["frame"] else None,
    }


def allocations(settings: Settings, frames: Sequence[Frame]) -> dict[str, float]:
    """Return what a frame allocates for a while (`peak_kb`) and for good (`net_bytes`), means after STEADY frames."""
    perception = open_perception(settings)
    loop = [*frames, *frames] if len(frames) < 2 * STEADY else frames
    period = 1 / BURST_FPS
    peaks = []
    tracemalloc.start()
    try:
        before = 0
        for number, frame in enumerate(loop):
            if number == min(STEADY, len(loop) // 2):
                before = tracemalloc.get_traced_memory()[0]
            tracemalloc.reset_peak()
            start = tracemalloc.get_traced_memory()[0]
            perception.see(Frame(frame.image, number * period, number))
            peaks.append(tracemalloc.get_traced_memory()[1] - start)
        net = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    return {
        "peak_kb": round(float(np.mean(peaks)) / 1000, 1),
        "net_bytes": round(net / max(1, len(loop) - STEADY), 1),
    }


def profile_table(result: dict[str, Any]) -> str:
    """Return the profile as text."""
    sets = result["steps_ms"]
    lines = [
        f"{result['video']}: {result['frames']} frames, in {result['tracked']} a hand is tracked; CPU ms a frame, "
        f"the cheapest of {PASSES} passes",
        f"{'step':<22}" + "".join(f"{name:>12}" for name in sets),
    ]
    for name in next(iter(sets.values()))["steps"]:
        lines.append(f"{name:<22}" + "".join(f"{each['steps'][name]:12.3f}" for each in sets.values()))
    lines.append(f"{'recognition':<22}" + "".join(f"{each['recognition']:12.3f}" for each in sets.values()))
    for name in NETWORKS:
        cells = "".join(f"{each['networks'][name]['ms']:12.3f}" for each in sets.values())
        runs = ", ".join(f"{each['networks'][name]['runs']:.2f}" for each in sets.values())
        lines.append(f"{'  network ' + name:<22}{cells}   runs a frame: {runs}")
    lines.append(f"{'  Python share':<22}" + "".join(f"{each['python_share']:12.0%}" for each in sets.values()))
    memory = result["allocations"]
    lines.append(
        f"a frame allocates {memory['peak_kb']:.0f} kB for a while and {memory['net_bytes']:.0f} bytes for good"
    )
    return "\n".join(lines) + "\n"
