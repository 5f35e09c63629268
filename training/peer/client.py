"""The workshop's end of the tracker process."""

import json
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.frame import Hand, Pixels
from training.errors import RunError

PYTHON = Path(".venv-peer/bin/python")
INSTALL = "python3 -m venv .venv-peer && .venv-peer/bin/pip install -r requirements-peer.txt"


@dataclass(frozen=True)
class Track:
    """What MediaPipe says of one frame.

    Attributes:
        landmarks: float32 (21, 3) in fractions of the frame (z in widths), None when it found no hand.
        hand: anatomical side for an unmirrored frame.
        score: of the side.
        ms, cpu_ms: wall and CPU time of this frame, the picture's decoding not included.
    """

    landmarks: NDArray[np.float32] | None
    hand: Hand | None
    score: float
    ms: float
    cpu_ms: float


def installed(python: Path = PYTHON) -> bool:
    """The peer's environment is there."""
    return python.is_file()


def track(frames: Iterable[Pixels], *, lite: bool = False, python: Path = PYTHON) -> Iterator[Track]:
    """MediaPipe Hands 0.10.21 (static, threshold 0.3) on each grey frame by itself; `lite` takes its small model.

    Raises:
        RunError: the peer's environment is missing or its process fails.
    """
    if not installed(python):
        raise RunError(f"The peer's environment {python} is missing; make it with: {INSTALL}")
    script = Path(__file__).with_name("tracker.py")
    with tempfile.TemporaryFile() as log:
        command = [str(python), "-I", str(script), "0" if lite else "1"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            for frame in frames:
                try:
                    process.stdin.write(struct.pack("<II", *frame.shape) + frame.tobytes())
                    process.stdin.flush()
                except BrokenPipeError:
                    pass  # the next line says so
                line = process.stdout.readline()
                if not line:
                    log.seek(0)
                    said = log.read().decode("utf-8", "replace").strip().splitlines()
                    raise RunError(f"MediaPipe stopped ({said[-1] if said else 'without a word'}); "
                                   f"make its environment anew: {INSTALL}")
                yield _track(json.loads(line))
        finally:
            process.stdin.close()
            process.stdout.close()
            process.wait()


def _track(answer: dict[str, Any]) -> Track:
    points = answer["landmarks"]
    landmarks = None if points is None else np.array(points, np.float32).reshape(21, 3)
    # MediaPipe names the side as in a mirror.
    hand: Hand | None = {"Left": "right", "Right": "left"}.get(answer["label"])
    return Track(landmarks, hand, answer["score"], answer["ms"], answer["cpu_ms"])
