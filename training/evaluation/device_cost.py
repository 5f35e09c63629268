"""The recogniser as a child process in the device's own environment: frames in, CPU-milliseconds out.

    .venv-device/bin/python -m training.evaluation.device_cost MODEL

Nothing but `device` and NumPy is imported here. Frames come on stdin as in training/mediapipe/tracker.py: two uint32
(height, width) and the grey bytes; 0 × 0 resets the recognizer. The first line of stdout names the runtime, then
comes one JSON number a frame: what `see` took of this process' CPU time.
"""

import json
import struct
import sys
import time
from pathlib import Path

import numpy as np

from device.recognition.recognizer import open_recognizer
from device.settings import RecognitionSettings
from device.types import Frame

PERIOD_S = 1 / 15


def main(model: Path) -> int:
    """Answer until stdin ends."""
    recognizer = open_recognizer(RecognitionSettings(model=str(model)))
    out, read = sys.stdout, sys.stdin.buffer.read
    out.write(json.dumps(recognizer.runtime) + "\n")
    out.flush()
    number = 0
    while len(header := read(8)) == 8:
        height, width = struct.unpack("<II", header)
        if not height:
            recognizer.reset()
            continue
        frame = Frame(np.frombuffer(read(height * width), np.uint8).reshape(height, width), number * PERIOD_S)
        start = time.process_time()
        recognizer.recognize(frame)
        out.write(json.dumps((time.process_time() - start) * 1000) + "\n")
        out.flush()
        number += 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
