"""MediaPipe Hands as a child process; runs in an environment of its own and imports nothing of this project.

Arguments: MediaPipe's model_complexity (0 lite, 1 full), and "static" (every image is searched on its own) or
"video" (hands are followed from image to image).

Input: each image as three little-endian uint32 (height, width, channels: 1 grey or 3 BGR) and its bytes. Three
zeros mean that the next image does not follow the one before.

Output: one JSON line for each image, {"score", "label", "landmarks": 63 numbers or null, "ms", "cpu_ms"}. `label` is
MediaPipe's own side, which assumes a mirrored image.
"""

import json
import os
import struct
import sys
import time

HEADER = struct.Struct("<III")
THRESHOLD = 0.3
"""Minimum detection confidence, as for the landmarks of the real data."""


def main() -> int:
    """Answer until standard input ends."""
    os.environ.update(GLOG_minloglevel="3", TF_CPP_MIN_LOG_LEVEL="3")
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the libraries print must not get between the answers
    import numpy as np
    from mediapipe.python.solutions.hands import Hands

    hands = Hands(
        static_image_mode=sys.argv[2] == "static",
        max_num_hands=1,
        model_complexity=int(sys.argv[1]),
        min_detection_confidence=THRESHOLD,
    )
    read = sys.stdin.buffer.read
    while len(header := read(HEADER.size)) == HEADER.size:
        height, width, channels = HEADER.unpack(header)
        if not height:
            hands.reset()
            continue
        image = np.frombuffer(read(height * width * channels), np.uint8).reshape(height, width, channels)
        rgb = np.ascontiguousarray(np.broadcast_to(image[..., ::-1], (height, width, 3)))
        start, cpu = time.perf_counter(), time.process_time()
        found = hands.process(rgb)
        answer = {
            "ms": (time.perf_counter() - start) * 1000,
            "cpu_ms": (time.process_time() - cpu) * 1000,
            "score": 0.0,
            "label": "",
            "landmarks": None,
        }
        if found.multi_hand_landmarks:
            side = found.multi_handedness[0].classification[0]
            landmarks = found.multi_hand_landmarks[0].landmark
            answer["score"], answer["label"] = side.score, side.label
            answer["landmarks"] = [round(v, 5) for point in landmarks for v in (point.x, point.y, point.z)]
        out.write(json.dumps(answer) + "\n")
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
