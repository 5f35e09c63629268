"""Files for Chromium's fake camera: parts of the bundled demo clip as MJPEG."""

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from device.settings import DEMO

FPS = 30  # Chromium plays MJPEG files at this rate, whatever they are
CLIP_FPS = 15


def write_mjpeg(path: Path, parts: list[tuple[int, int]], slower: float = 1.5) -> Path:
    """Write parts (first frame, frame after the last) of the demo clip; Chromium plays the file in a loop."""
    frames = _frames()
    repeat = round(FPS / CLIP_FPS * slower)
    with path.open("wb") as out:
        for first, end in parts:
            for frame in frames[first:end]:
                ok, data = cv2.imencode(".jpg", frame, (cv2.IMWRITE_JPEG_QUALITY, 90))
                assert ok
                out.write(data.tobytes() * repeat)
    return path


def held(letter: str) -> tuple[int, int]:
    """Return the part of the clip in which this letter is held."""
    rows = json.loads(DEMO.with_name(f"{DEMO.stem}_labels.json").read_text())
    numbers = [row["frame"] for row in rows if row["letter"] == letter and row["phase"] == "hold"]
    first = numbers[0]
    return first, next(n for n in range(first, numbers[-1] + 2) if n not in numbers)


def _frames() -> list[np.ndarray[Any, Any]]:
    video = cv2.VideoCapture(str(DEMO))
    frames: list[np.ndarray[Any, Any]] = []
    while True:
        ok, frame = video.read()
        if not ok:
            return frames
        frames.append(frame)
