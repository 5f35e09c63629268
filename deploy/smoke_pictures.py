"""Recognise frames of the bundled clip as a reference for the smoke test on the Pi. Runs in the device environment."""

import dataclasses
import io
import json
import sys
import tarfile
from collections.abc import Iterator, Mapping
from typing import Any

import cv2

from device.camera.clip import ClipCamera
from device.reading.picture import describe_picture
from device.recognition.recognizer import open_recognizer
from device.settings import DEMO, PRESETS, RecognitionSettings
from device.types import Frame


def main() -> int:
    """Write a tar of the images and answers.json to standard output; the argument is the number of frames."""
    count = int(sys.argv[1])
    camera = ClipCamera(DEMO)
    frames = []
    while (frame := camera.read()) is not None:
        frames.append(frame)
    step = len(frames) // (count + 1)
    chosen = {f"{number}.png": frames[number * step] for number in range(1, count + 1)}
    # PNG is lossless: the Pi gets the same pixels.
    files = {name: cv2.imencode(".png", frame.image)[1].tobytes() for name, frame in chosen.items()}
    answers = [answer for preset in PRESETS for answer in read_with(preset, chosen)]
    files["answers.json"] = json.dumps(answers, indent=1).encode()
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return 0


def read_with(preset: str, chosen: Mapping[str, Frame]) -> Iterator[dict[str, Any]]:
    """Yield {"preset", "file", "letter", "confidence"} for each picture, read with one preset of networks."""
    recognizer = open_recognizer(RecognitionSettings(preset=preset))
    for name, frame in chosen.items():
        recognizer.reset()
        result = describe_picture(recognizer, recognizer.recognize(dataclasses.replace(frame, t=0.0)))
        yield {"preset": preset, "file": name, "letter": result["letter"], "confidence": result["confidence"]}


if __name__ == "__main__":
    sys.exit(main())
