"""Frames and clips with drawn letters, which the tiny model recognizes."""

import json
from pathlib import Path

import cv2
import numpy as np

from device.types import Pixels
from tests.fakes.drawn_letters import draw

TINY = Path(__file__).parent / "tiny_letters.tflite"


def frame_of(letter: str | None, size: tuple[int, int] = (320, 240)) -> Pixels:
    """Return a BGR frame of (width, height) with a letter in the default guide box, or without one."""
    width, height = size
    frame = np.full((height, width), 90, np.uint8)
    if letter:
        side = int(0.6 * min(size))
        x, y = (width - side) // 2, (height - side) // 2
        frame[y : y + side, x : x + side] = draw(letter, side)
    return cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR)


def truth_of(word: str, fps: float, held: float = 1.0, between: float = 0.6) -> list[str]:
    """Return what each frame shows: nothing, a letter, nothing, a letter … nothing; `held` and `between` in seconds."""
    truth: list[str] = []
    for letter in word:
        truth += [""] * round(between * fps) + [letter] * round(held * fps)
    return truth + [""] * round(between * fps)


def write_clip(path: Path, truth: list[str], fps: float = 30, *, labelled: bool = True) -> Path:
    """Write a video with these letters, and NAME_labels.json beside it."""
    suffixes = {".avi": "MJPG", ".mp4": "mp4v"}
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*suffixes[path.suffix]), fps, (320, 240))
    assert writer.isOpened()
    for letter in truth:
        writer.write(frame_of(letter))
    writer.release()
    if labelled:
        rows = [{"frame": i, "letter": letter} for i, letter in enumerate(truth)]
        path.with_name(f"{path.stem}_labels.json").write_text(json.dumps(rows))
    return path


def write_pictures(folder: Path, letters: str) -> Path:
    """Write 0.png, 1.png, … with a letter each (a space for none)."""
    folder.mkdir(parents=True, exist_ok=True)
    for i, letter in enumerate(letters):
        cv2.imwrite(str(folder / f"{i}.png"), frame_of(letter.strip()))
    return folder
