"""Client of the MediaPipe child process (`tracker.py`): images in, landmarks out."""

import contextlib
import json
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.types import Handedness, Pixels
from training.datasets.pictures import read_colour
from training.errors import RunError

PYTHON = Path(".venv-peer/bin/python")
"""Interpreter that has MediaPipe, which needs NumPy 1 and therefore an environment of its own."""
INSTALL = "python3 -m venv .venv-peer && .venv-peer/bin/pip install -r requirements-peer.txt"
VERSION = "mediapipe 0.10.21, threshold 0.3"


@dataclass(frozen=True)
class Track:
    """MediaPipe's result for one image.

    Attributes:
        landmarks: float32 (21, 3), x and y as fractions of the image, z in image widths; None if it found no hand.
        hand: anatomical side, for an image that is not mirrored.
        score: confidence of the side, 0–1.
        ms, cpu_ms: wall and CPU time of this image, without decoding it.
    """

    landmarks: NDArray[np.float32] | None
    hand: Handedness | None
    score: float
    ms: float
    cpu_ms: float


def installed(python: Path = PYTHON) -> bool:
    """Return whether the environment with MediaPipe exists."""
    return python.is_file()


def check_installed(python: Path = PYTHON) -> None:
    """Check that the environment with MediaPipe exists, before work that needs it.

    Raises:
        RunError: it is missing.
    """
    if not installed(python):
        raise RunError(f"The MediaPipe environment {shown(python)} is missing; make it with: {INSTALL}")


def track(
    images: Iterable[Pixels | None], *, lite: bool = False, video: bool = False, python: Path = PYTHON
) -> Iterator[Track]:
    """Run MediaPipe Hands over images; yields one Track for each, as soon as the image is drawn from `images`.

    Args:
        images: uint8 (h, w) grey or (h, w, 3) BGR, not mirrored. None means that the next image does not follow the
            one before.
        lite: use the small model.
        video: follow hands from image to image; otherwise every image is searched on its own.
        python: interpreter that has MediaPipe.

    Raises:
        RunError: the environment is missing or its process ends early.
    """
    check_installed(python)
    script = Path(__file__).with_name("tracker.py")
    with tempfile.TemporaryFile() as log:
        command = [str(python), "-I", str(script), "0" if lite else "1", "video" if video else "static"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            for image in images:
                with contextlib.suppress(BrokenPipeError):  # the missing answer below reports it
                    process.stdin.write(_encoded(image))
                    process.stdin.flush()
                if image is None:
                    continue
                line = process.stdout.readline()
                if not line:
                    raise RunError(f"MediaPipe stopped ({_last_line(log)}); make its environment again: {INSTALL}")
                yield _track(json.loads(line))
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            process.stdout.close()
            process.wait()


def track_files(files: Sequence[Path], python: Path = PYTHON) -> Iterator[Track]:
    """Run MediaPipe Hands over colour image files, each searched on its own; see `track`.

    Raises:
        DataError: a file is no readable image.
        RunError: the environment is missing or its process ends early.
    """
    return track((read_colour(file) for file in files), python=python)


def _encoded(image: Pixels | None) -> bytes:
    """Return the message of `tracker.py` for an image, or for a break (None)."""
    if image is None:
        return struct.pack("<III", 0, 0, 0)
    height, width, *channels = image.shape
    return struct.pack("<III", height, width, channels[0] if channels else 1) + image.tobytes()


def _last_line(log: IO[bytes]) -> str:
    log.seek(0)
    lines = log.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "without an error message"


def _track(answer: dict[str, Any]) -> Track:
    landmarks = answer["landmarks"]
    points = None if landmarks is None else np.array(landmarks, np.float32).reshape(21, 3)
    # MediaPipe names the side as if the image were mirrored.
    sides: dict[str, Handedness] = {"Left": "right", "Right": "left"}
    return Track(points, sides.get(answer["label"]), answer["score"], answer["ms"], answer["cpu_ms"])
