"""A video file as a camera, with the truth of every frame if a labels file lies beside it."""

import json
import math
import os
from pathlib import Path
from typing import cast

# Keeps FFmpeg from printing its own errors (“moov atom not found”) before ours.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2

from device.errors import CameraError
from device.types import Frame, Pixels

DEFAULT_FPS = 30.0  # for containers without a frame rate
COUNTED = (".mp4", ".m4v", ".mov")  # containers that store their number of frames; others are estimates


class ClipCamera:
    """The frames of a video in order; the time of a frame is its number ÷ the frame rate.

    `NAME_labels.json` beside `NAME.mp4`, a list of {"frame", "letter", …}, gives every frame its truth.

    Attributes:
        fps: frames per second of the file, DEFAULT_FPS if it names none.
    """

    live = False

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            CameraError: the file is missing, OpenCV cannot read it, or the labels beside it are damaged.
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
        """Return the next frame; None at the end.

        Raises:
            CameraError: the file holds no frame, or ends before its last one.
        """
        ok, image = self._capture.read()
        if not ok:
            if self._index == 0:
                raise CameraError(f"{self.name[5:]} holds no frame that can be read; copy or record it again.")
            if self._index < 0.9 * self._count:  # in some files the last frames cannot be decoded
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
        # Between the two letters of a pair no letter is signed: the second L of HELLO begins after this phase.
        return ["" if row.get("phase") == "double" else str(row["letter"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CameraError(f"{labels} is not a list of frames with a “letter” each; fix or remove it.") from None
