"""A video → the letters signed in it: what `read` does with a file that moves."""

from pathlib import Path

from device.camera.clip import ClipCamera
from device.reading.activity import ReadingActivity
from device.reading.spelling import spelled
from device.recognition.recognizer import Recognizer
from device.recognition.smoothing import Smoother

SUFFIXES = {".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm"}
DIGITS = 3


def is_clip(path: Path) -> bool:
    """By its name; anything else is taken for a picture."""
    return path.suffix.lower() in SUFFIXES


def describe_clip(recognizer: Recognizer, smoother: Smoother, path: Path) -> dict[str, object]:
    """Read every frame on the clip's own clock.

    Returns:
        text: all letters confirmed; letters: [letter, seconds, confidence] of each; frames: how many were read;
        spelled: what was signed, None where the clip does not say.

    Raises:
        CameraError: the clip is missing, cut short or no video.
    """
    recognizer.reset()
    station = ReadingActivity(recognizer, smoother)
    camera = ClipCamera(path)
    letters: list[list[object]] = []
    truth: list[str | None] = []
    try:
        while (frame := camera.read()) is not None:
            truth.append(frame.truth)
            for event in station.process(frame)[1]:
                if event.event == "confirmed":
                    letters.append([event.letter, round(event.t, DIGITS), round(event.confidence or 0.0, 4)])
    finally:
        camera.close()
    return {"text": station.text, "letters": letters, "frames": station.frames, "spelled": spelled(truth) or None}
