"""MediaPipe Hands over a list of pictures; runs in its own environment (`.venv-peer`), not in the workshop's.

    .venv-peer/bin/python -m training.mediapipe.list_tracker < files.txt > landmarks.jsonl

One JSON line a picture: {"file", "hand", "score", "landmarks": 63 numbers} or {"file", "landmarks": null}.
"""

import json
import sys

THRESHOLD = 0.3
"""Detection threshold, as for the real data's landmarks."""


def main() -> int:
    """Track every picture named on standard input."""
    import cv2
    import mediapipe as mp

    hands = mp.solutions.hands.Hands(static_image_mode=True, max_num_hands=1, min_detection_confidence=THRESHOLD)
    for line in sys.stdin:
        file = line.rstrip("\n")
        found = hands.process(cv2.cvtColor(cv2.imread(file), cv2.COLOR_BGR2RGB))
        said: dict = {"file": file, "landmarks": None}
        if found.multi_hand_landmarks:
            marks = found.multi_hand_landmarks[0].landmark
            side = found.multi_handedness[0].classification[0]
            said |= {
                "hand": side.label,
                "score": round(side.score, 4),
                "landmarks": [round(v, 5) for m in marks for v in (m.x, m.y, m.z)],
            }
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
