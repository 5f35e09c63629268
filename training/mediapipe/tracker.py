"""MediaPipe Hands as a child process in an environment of its own: frames in, landmarks out.

Runs in .venv-peer, so nothing of this project is imported here. The arguments are MediaPipe's model_complexity
and "static" (every frame by itself) or "video" (hands are followed from frame to frame). Frames come on stdin,
each as two uint32 (height, width, little-endian) and the grey bytes; 0 × 0 says that what comes does not follow
what came. For each frame, one JSON line goes to stdout: {"score", "label", "landmarks": [63 numbers] or null,
"ms", "cpu_ms"}. `label` is MediaPipe's own word, which takes the image for mirrored.
"""

import json
import os
import struct
import sys
import time


def main() -> int:
    """Answer until stdin ends."""
    os.environ["GLOG_minloglevel"] = "3"  # noqa: SIM112 (that is its name)
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the libraries print must not get between the answers
    import numpy as np
    from mediapipe.python.solutions.hands import Hands

    hands = Hands(
        static_image_mode=sys.argv[2] == "static",
        max_num_hands=1,
        model_complexity=int(sys.argv[1]),
        min_detection_confidence=0.3,
    )
    read = sys.stdin.buffer.read
    while len(header := read(8)) == 8:
        height, width = struct.unpack("<II", header)
        if not height:
            hands.reset()
            continue
        grey = np.frombuffer(read(height * width), np.uint8).reshape(height, width)
        image = np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))
        start, cpu = time.perf_counter(), time.process_time()
        found = hands.process(image)
        answer = {
            "ms": (time.perf_counter() - start) * 1000,
            "cpu_ms": (time.process_time() - cpu) * 1000,
            "score": 0.0,
            "label": "",
            "landmarks": None,
        }
        if found.multi_hand_landmarks:
            side = found.multi_handedness[0].classification[0]
            points = found.multi_hand_landmarks[0].landmark
            answer["score"], answer["label"] = side.score, side.label
            answer["landmarks"] = [round(v, 5) for point in points for v in (point.x, point.y, point.z)]
        out.write(json.dumps(answer) + "\n")
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
