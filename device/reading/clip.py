"""Read the letters signed in a video file, on the video's own clock."""

from collections.abc import Iterator
from pathlib import Path

from device.camera.clip import ClipCamera, ClipCutShort
from device.reading.letters import confirmed_letters
from device.reading.spelling import spelled
from device.recognition.perception import Perception
from device.types import Frame

DIGITS = 3


def describe_clip(perception: Perception, path: Path) -> dict[str, object]:
    """Read every frame of a video.

    Returns:
        text: all confirmed letters; letters: [letter, seconds, confidence] of each; frames: number of frames;
        spelled: the word signed, None if the clip has no labels; error: only if the file is cut short, a sentence.

    Raises:
        CameraError: the file is missing or not a video.
    """
    perception.reset()
    camera = ClipCamera(path)
    truth: list[str | None] = []
    error: dict[str, object] = {}

    def frames() -> Iterator[Frame]:
        try:
            while (frame := camera.read()) is not None:
                truth.append(frame.truth)
                yield frame
        except ClipCutShort as cut_short:
            error["error"] = str(cut_short)

    try:
        letters = list(confirmed_letters(perception, frames()))
    finally:
        camera.close()
    return {
        "text": "".join(each.letter for each in letters),
        "letters": [[each.letter, round(each.t, DIGITS), round(each.confidence, 4)] for each in letters],
        "frames": len(truth),
        "spelled": spelled(truth) or None,
        **error,
    }
