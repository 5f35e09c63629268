"""Read the letters signed in a video file, on the video's own clock."""

from collections.abc import Iterator
from pathlib import Path

from device.camera.clip import ClipCamera
from device.reading.letters import confirmed_letters
from device.reading.spelling import spelled
from device.recognition.perception import Perception
from device.types import Frame

SUFFIXES = {".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm"}
DIGITS = 3


def is_clip(path: Path) -> bool:
    """Return whether the file name has the suffix of a video; all other files are taken for pictures."""
    return path.suffix.lower() in SUFFIXES


def describe_clip(perception: Perception, path: Path) -> dict[str, object]:
    """Read every frame of a video.

    Returns:
        text: all confirmed letters; letters: [letter, seconds, confidence] of each; frames: number of frames;
        spelled: the word signed, None if the clip has no labels.

    Raises:
        CameraError: the file is missing, cut short or not a video.
    """
    perception.reset()
    camera = ClipCamera(path)
    truth: list[str | None] = []

    def frames() -> Iterator[Frame]:
        while (frame := camera.read()) is not None:
            truth.append(frame.truth)
            yield frame

    try:
        letters = list(confirmed_letters(perception, frames()))
    finally:
        camera.close()
    return {
        "text": "".join(each.letter for each in letters),
        "letters": [[each.letter, round(each.t, DIGITS), round(each.confidence, 4)] for each in letters],
        "frames": len(truth),
        "spelled": spelled(truth) or None,
    }
