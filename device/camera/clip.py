"""A video file as a camera, with the truth of every frame if a labels file lies beside it."""

import math
from pathlib import Path
from typing import cast

import cv2

from device.camera.pictures import check_size
from device.camera.video_file import VideoFile
from device.errors import CameraError
from device.names import shown
from device.system.json_text import read_json
from device.types import Frame, Pixels

DEFAULT_FPS = 30.0  # for containers without a frame rate
COUNTED = (".mp4", ".m4v", ".mov", ".3gp")  # containers that store their number of frames; others are estimates


class ClipCutShort(CameraError):
    """A video whose end is missing; its frames up to there were read."""


class ClipCamera:
    """The frames of a video in order; the time of a frame is its number ÷ the frame rate.

    Where the file names other times (a variable rate), these are taken. `NAME_labels.json` beside `NAME.mp4`, a list
    of {"frame", "letter", …}, gives every frame its truth.

    Attributes:
        fps: frames per second of the file, DEFAULT_FPS if it names none.
    """

    live = False

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            CameraError: the file is missing, OpenCV cannot read it, its frames are too large, or the labels beside it
                are damaged.
        """
        self.name = f"clip:{path}"
        self._shown = shown(path)
        video = VideoFile(path)
        self._cut_short, self._capture = video.cut_short, video.capture
        fps = self._capture.get(cv2.CAP_PROP_FPS)
        self.fps = fps if math.isfinite(fps) and 1 <= fps <= 1000 else DEFAULT_FPS
        self._count = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT)) if path.suffix.lower() in COUNTED else 0
        width, height = (int(self._capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
        if width > 0 and height > 0:
            check_size(width, height, self._shown)
        self._truth = _truth_beside(path)
        self._index = 0
        self._first_stamp = self._last_t = 0.0
        self._stamped = False  # the file's own times differ from number ÷ rate

    def read(self) -> Frame | None:
        """Return the next frame; None at the end.

        Raises:
            ClipCutShort: the file ends before its last frame; again at each call.
            CameraError: the file holds no frame, or there is not enough memory.
        """
        try:
            ok, image = self._capture.read()
        except (cv2.error, MemoryError):
            raise CameraError(f"A frame of {self._shown} cannot be read: there is not enough memory.") from None
        if not ok:
            if self._index == 0:
                raise CameraError(f"{self._shown} holds no frame that can be read; copy or record it again.")
            if self._index < 0.9 * self._count:  # in some files the last frames cannot be decoded
                raise ClipCutShort(
                    f"{self._shown} is cut short: only {self._index} of its {self._count} frames can "
                    "be read; copy or record it again."
                )
            if self._cut_short:
                raise ClipCutShort(
                    f"{self._shown} is cut short: its end is missing after {self._index} frames; copy or record it "
                    "again."
                )
            return None
        truth = self._truth[self._index] if self._index < len(self._truth) else None
        frame = Frame(cast(Pixels, image), self._time(), self._index, truth)
        self._index += 1
        return frame

    def close(self) -> None:
        """Release the file."""
        self._capture.release()

    def _time(self) -> float:
        """Return the time of the frame that was just read, s; it always grows."""
        stamp = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        if self._index == 0:
            self._first_stamp = stamp
        stamp, t = stamp - self._first_stamp, self._index / self.fps
        self._stamped |= math.isfinite(stamp) and stamp > 0 and abs(stamp - t) > 1 / self.fps
        if self._stamped:
            t = max(stamp, self._last_t + 0.001)
        self._last_t = t
        return t


def _truth_beside(path: Path) -> list[str]:
    labels = path.with_name(f"{path.stem}_labels.json")
    if not labels.is_file():
        return []
    try:
        rows = read_json(labels)
        # Between the two letters of a pair no letter is signed: the second L of HELLO begins after this phase.
        return ["" if row.get("phase") == "double" else str(row["letter"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CameraError(f"{shown(labels)} is not a list of frames with a “letter” each; fix or remove it.") from None
