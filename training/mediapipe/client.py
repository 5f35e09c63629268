"""The workshop's end of the tracker process."""

import contextlib
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

from device.types import Handedness, Pixels
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
    hand: Handedness | None
    score: float
    ms: float
    cpu_ms: float


def installed(python: Path = PYTHON) -> bool:
    """The peer's environment is there."""
    return python.is_file()


def track(
    frames: Iterable[Pixels | None], *, lite: bool = False, video: bool = False, python: Path = PYTHON
) -> Iterator[Track]:
    """MediaPipe Hands 0.10.21 (threshold 0.3) on grey frames; one Track a frame, as soon as the frame is drawn.

    Args:
        frames: None among them says that the next frame does not follow the last one.
        lite: take its small model.
        video: follow hands from frame to frame; else every frame is searched by itself.

    Raises:
        RunError: the peer's environment is missing or its process fails.
    """
    if not installed(python):
        raise RunError(f"The peer's environment {python} is missing; make it with: {INSTALL}")
    script = Path(__file__).with_name("tracker.py")
    with tempfile.TemporaryFile() as log:
        command = [str(python), "-I", str(script), "0" if lite else "1", "video" if video else "static"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        try:
            for frame in frames:
                with contextlib.suppress(BrokenPipeError):  # the next answer, which does not come, says so
                    shape, content = ((0, 0), b"") if frame is None else (frame.shape, frame.tobytes())
                    process.stdin.write(struct.pack("<II", *shape) + content)
                    process.stdin.flush()
                if frame is None:
                    continue
                line = process.stdout.readline()
                if not line:
                    log.seek(0)
                    said = log.read().decode("utf-8", "replace").strip().splitlines()
                    raise RunError(
                        f"MediaPipe stopped ({said[-1] if said else 'without a word'}); "
                        f"make its environment anew: {INSTALL}"
                    )
                yield _track(json.loads(line))
        finally:
            process.stdin.close()
            process.stdout.close()
            process.wait()


def _track(answer: dict[str, Any]) -> Track:
    points = answer["landmarks"]
    landmarks = None if points is None else np.array(points, np.float32).reshape(21, 3)
    # MediaPipe names the side as in a mirror.
    hand: Handedness | None = {"Left": "right", "Right": "left"}.get(answer["label"])
    return Track(landmarks, hand, answer["score"], answer["ms"], answer["cpu_ms"])
