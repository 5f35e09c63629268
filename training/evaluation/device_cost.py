"""The device's recognizer as a child process in the device's own environment: frames in, CPU milliseconds out.

    .venv-device/bin/python -m training.evaluation.device_cost MODEL [RUNTIME]

Imports nothing but `device` and NumPy. Input: each frame as two little-endian uint32 (height, width) and its grey
bytes;
two zeros reset the recognizer. Output: one JSON line with the name of the TFLite runtime, then one JSON number for each
frame: CPU time of `recognize` in this process.
"""

import json
import struct
import sys
import time
from dataclasses import replace

import numpy as np

from device.recognition.networks import settings_of
from device.recognition.recognizer import open_recognizer
from device.types import Frame

PERIOD_S = 1 / 15


def main(model: str, runtime: str = "auto") -> int:
    """Answer until standard input ends.

    Raises:
        ModelError: the model is missing or damaged.
    """
    recognizer = open_recognizer(replace(settings_of(model), runtime=runtime))
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
    sys.exit(main(sys.argv[1], *sys.argv[2:3]))
