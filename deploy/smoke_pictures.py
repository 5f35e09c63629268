"""Recognise frames of the bundled clip as a reference for the smoke test on the Pi. Runs in the device environment."""

import dataclasses
import io
import json
import sys
import tarfile

import cv2

from device.camera.clip import ClipCamera
from device.reading.picture import describe_picture
from device.recognition.recognizer import open_recognizer
from device.settings import DEMO, RecognitionSettings


def main() -> int:
    """Write a tar of the images and answers.json to standard output; the argument is the number of frames."""
    count = int(sys.argv[1])
    camera = ClipCamera(DEMO)
    frames = []
    while (frame := camera.read()) is not None:
        frames.append(frame)
    recognizer = open_recognizer(RecognitionSettings())
    step = len(frames) // (count + 1)
    answers, files = [], {}
    for number in range(1, count + 1):
        frame = frames[number * step]
        name = f"{number}.png"  # lossless, so that the Pi gets the same pixels
        files[name] = cv2.imencode(".png", frame.image)[1].tobytes()
        recognizer.reset()
        result = describe_picture(recognizer, recognizer.recognize(dataclasses.replace(frame, t=0.0)))
        answers.append({"file": name, "letter": result["letter"], "confidence": result["confidence"]})
    files["answers.json"] = json.dumps(answers, indent=1).encode()
    with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
