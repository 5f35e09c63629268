"""CPU time of a frame, beside MediaPipe Hands lite: the same frames in turn.

All systems get the same bursts in the same minute, so that other load on the machine affects them alike. *Tracking*: a
burst frame by frame, without its first frame. *Searching*: every frame on its own. Reading files and making them grey
is not included. The device's figure includes the letter; MediaPipe's landmarks would still have to be classified. The
device is measured in the environments of training and of the device, which may have different TFLite runtimes.
"""

import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from device.types import Pixels
from training.evaluation.image_set import ImageSet
from training.evaluation.json_process import JsonProcess
from training.mediapipe import client
from training.progress import progress

BURSTS = 16
FRAMES = 8  # of each burst
DEVICE = Path(".venv-device/bin/python")


def frame_cost(model: str | Path, bursts: ImageSet, *, mediapipe: bool, device: Path = DEVICE) -> dict[str, Any]:
    """Measure CPU milliseconds of a frame.

    Args:
        model: preset, or landmark model of the device.
        bursts: consecutive frames; BURSTS of them are used.
        mediapipe: measure MediaPipe, too.
        device: interpreter of the device's environment; left out if it does not exist or has the same runtime.

    Returns:
        {"ours": {runtime: {"tracking", "searching"}}, "mediapipe_lite": {"tracking", "searching"}, "ratio":
        {runtime: ours / MediaPipe's}, "frames": numbers}; "mediapipe_lite" and "ratio" are None without MediaPipe.

    Raises:
        RunError: a child process fails.
    """
    children = [_Device(Path(sys.executable), model)]
    if device.is_file():
        children.append(_Device(device, model))
        if children[1].runtime == children[0].runtime:
            children.pop().close()
    ours: dict[str, dict[str, list[float]]] = {each.runtime: {"tracking": [], "searching": []} for each in children}
    theirs: dict[str, list[float]] = {"tracking": [], "searching": []}
    peers = {"tracking": _MediaPipe(video=True), "searching": _MediaPipe(video=False)} if mediapipe else {}
    for frames in progress(_chosen(bursts), "CPU time of a frame"):
        for child in children:
            ours[child.runtime]["tracking"] += child.milliseconds(frames, follow=True)[1:]
            ours[child.runtime]["searching"] += child.milliseconds(frames, follow=False)
        for key, peer in peers.items():
            theirs[key] += peer.milliseconds(frames)[1 if key == "tracking" else 0 :]
    for child in children:
        child.close()
    for peer in peers.values():
        peer.close()
    means = {runtime: _means(values) for runtime, values in ours.items()}
    lite = _means(theirs) if mediapipe else None
    ratio = None
    if lite is not None:
        ratio = {runtime: {key: row[key] / lite[key] for key in row} for runtime, row in means.items()}
    frames_of = {key: len(values) for key, values in ours[children[0].runtime].items()}
    return {"ours": means, "mediapipe_lite": lite, "ratio": ratio, "frames": frames_of}


def held_still(images: ImageSet) -> ImageSet:
    """Return BURSTS bursts of FRAMES equal frames each, from images spread evenly over a set of single frames."""
    rows = np.linspace(0, len(images) - 1, min(BURSTS, len(images))).round().astype(int).tolist()
    chosen = [(replace(images.samples[row], session=f"held {row}"), images.images[row]) for row in rows]
    samples, pixels = zip(*(pair for pair in chosen for _ in range(FRAMES)), strict=True)
    return ImageSet.of(samples, pixels)


class _Device:
    """The device's recognizer in an environment of its own, see device_cost.py; `runtime` is its TFLite runtime."""

    def __init__(self, python: Path, model: str | Path) -> None:
        command = [str(python.absolute()), "-m", "training.evaluation.device_cost", str(model)]
        failure = f"{python} could not run the recognizer; run `make bench` to see why."
        self._process = JsonProcess(command, failure)
        self.runtime = str(self._process.answer())
        self._warm = False

    def milliseconds(self, frames: list[Pixels], *, follow: bool) -> list[float]:
        """Return CPU milliseconds of each frame of a burst; the first burst is read once more before, uncounted."""
        if not self._warm:
            self._warm = True
            self.milliseconds(frames, follow=follow)
        spent = []
        for number, frame in enumerate(frames):
            if number == 0 or not follow:
                self._process.send(struct.pack("<II", 0, 0))
            self._process.send(struct.pack("<II", *frame.shape) + frame.tobytes())
            spent.append(float(self._process.answer()))
        return spent

    def close(self) -> None:
        """End the process."""
        self._process.close()


class _MediaPipe:
    """MediaPipe Hands lite, fed burst by burst through the generator that its client reads from."""

    def __init__(self, *, video: bool) -> None:
        self._waiting: list[Pixels | None] = []
        self._open = True
        self._answers = client.track(self._feed(), lite=True, video=video)
        self._warm = False

    def milliseconds(self, frames: list[Pixels]) -> list[float]:
        """Return CPU milliseconds of each frame of a burst, as _Device does."""
        if not self._warm:
            self._warm = True
            self.milliseconds(frames)
        self._waiting += [None, *frames]
        return [next(self._answers).cpu_ms for _ in frames]

    def close(self) -> None:
        """End the process."""
        self._open = False
        for _ in self._answers:
            pass

    def _feed(self) -> Iterator[Pixels | None]:
        while self._open or self._waiting:
            yield self._waiting.pop(0) if self._waiting else None


def _chosen(bursts: ImageSet) -> list[list[Pixels]]:
    """Return the first frames of BURSTS bursts, spread evenly over signers and letters."""
    sessions = np.array([sample.session for sample in bursts.samples])
    names = list(dict.fromkeys(sessions.tolist()))
    names = names[:: max(1, len(names) // BURSTS)][:BURSTS]
    return [[bursts.images[i] for i in np.flatnonzero(sessions == name)[:FRAMES]] for name in names]


def _means(values: dict[str, list[float]]) -> dict[str, float]:
    return {key: float(np.mean(of)) for key, of in values.items()}
