"""A video file as a camera, with the truth beside it where there is one."""

import json
import math
import os
from pathlib import Path
from typing import cast

# FFmpeg would print its own complaints (“moov atom not found”) before ours.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2

from device.errors import CameraError
from device.types import Frame, Pixels

DEFAULT_FPS = 30.0  # for containers that do not say
COUNTED = (".mp4", ".m4v", ".mov")  # containers that store their number of frames; others are estimates


class ClipCamera:
    """Frames of a video in order; time is frame number ÷ frame rate.

    `NAME_labels.json` beside `NAME.mp4` (a list of {"frame", "letter", …}) gives every frame its truth.
    """

    live = False

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            CameraError: it is missing or no video that OpenCV can read.
        """
        self.name = f"clip:{path}"
        if not path.is_file():
            raise CameraError(f"There is no video {path}; check the path after “clip:”.")
        cv2.setLogLevel(0)
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            raise CameraError(f"{path} is not a video that can be read; convert it to MP4 (H.264).")
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if math.isfinite(fps) and 1 <= fps <= 1000 else DEFAULT_FPS
        self._count = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)) if path.suffix.lower() in COUNTED else 0
        self._truth = _truth_beside(path)
        self._index = 0

    def read(self) -> Frame | None:
        """The next frame, None at the end."""
        ok, image = self._capture.read()
        if not ok:
            if self._index == 0:
                raise CameraError(f"{self.name[5:]} holds no frame that can be read; copy or record it again.")
            if self._index < 0.9 * self._count:  # some players' last frames are no frames
                raise CameraError(
                    f"{self.name[5:]} is cut short: only {self._index} of its {self._count} frames can "
                    "be read; copy or record it again."
                )
            return None
        truth = self._truth[self._index] if self._index < len(self._truth) else None
        frame = Frame(cast(Pixels, image), self._index / self.fps, self._index, truth)
        self._index += 1
        return frame

    def close(self) -> None:
        """Release the file."""
        self._capture.release()


def _truth_beside(path: Path) -> list[str]:
    labels = path.with_name(f"{path.stem}_labels.json")
    if not labels.is_file():
        return []
    try:
        rows = json.loads(labels.read_text(encoding="utf-8"))
        # Between the two of a double letter the hand shows no third one: the second L of HELLO begins after it.
        return ["" if row.get("phase") == "double" else str(row["letter"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CameraError(f"{labels} is not a list of frames with a “letter” each; mend or remove it.") from None
