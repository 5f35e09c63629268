"""The student report's way as a child process: Keras' `model.predict` for every frame; see device_cost.py.

Input: each frame as two little-endian uint32 (height, width) and its grey bytes; two zeros change nothing. Output: one
JSON number for each frame, CPU milliseconds of cropping, scaling and `predict`.
"""

import json
import struct
import sys
import time

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.recognition.baseline import guide_box
from device.recognition.preprocess import crop_grey
from device.settings import RecognitionSettings
from training.networks.baseline_cnn import SIZE, build
from training.networks.pixels import to_input


def main() -> int:
    """Answer until standard input ends. The CNN is not trained, which does not change its cost."""
    settings, network = RecognitionSettings(path="baseline"), build(len(STATIC_LETTERS))
    out, read = sys.stdout, sys.stdin.buffer.read
    while len(header := read(8)) == 8:
        height, width = struct.unpack("<II", header)
        if not height:
            continue
        image = np.frombuffer(read(height * width), np.uint8).reshape(height, width)
        start = time.process_time()
        network.predict(to_input(crop_grey(image, guide_box(image, settings), SIZE)[None]), verbose=0)
        out.write(json.dumps((time.process_time() - start) * 1000) + "\n")
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
