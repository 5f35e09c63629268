"""A teacher's clips: frames that the page sends as pictures, kept as a video file, and shown as a moving picture."""

import io
import tempfile
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from device.errors import SettingsError
from device.signing.own_pictures import MAX_KEPT, clip_frame, clip_of, own_picture_image
from device.types import Handedness, Pixels
from device.view import OwnPicture

SUFFIX = ".avi"
MIN_STEP_S, MAX_STEP_S = 1 / 30, 1.0
"""Shortest and longest time that a frame stays."""
STILL_PX, MOVING_PX = 480, 320
STILL_QUALITY, MOVING_QUALITY = 85, 70


def sent_clip(frames: list[Pixels], step_ms: str, by: str) -> tuple[bytes, OwnPicture]:
    """Return a clip that was sent: as the video file to keep, and to show.

    Args:
        frames: uint8, BGR; two at least.
        step_ms: milliseconds for which each stays.
        by: who gave it.

    Raises:
        SettingsError: there are too few or too many frames, or they stay too long or too briefly.
        CameraError: they are too small.
    """
    if not 2 <= len(frames) <= MAX_KEPT:
        raise SettingsError(f"A clip has 2 to {MAX_KEPT} pictures.")
    step_s = int(step_ms) / 1000 if step_ms.isascii() and step_ms.isdigit() and len(step_ms) < 6 else 0.0
    if not MIN_STEP_S <= step_s <= MAX_STEP_S:
        raise SettingsError("Each picture of a clip stays for 34 to 1000 ms.")
    height, width = frames[0].shape[:2]
    same = [np.asarray(cv2.resize(frame, (width, height)), np.uint8) for frame in frames]
    return _video(same, 1 / step_s), clip_of([clip_frame(frame, "The clip") for frame in same], step_s, by)


@lru_cache(maxsize=48)
def picture_file(own: OwnPicture, hand: Handedness, still: bool) -> bytes:
    """Return a teacher's picture as WebP: animated for a clip, unless it is to be `still`; mirrored for a left hand."""
    out = io.BytesIO()
    if still or not own.frames:
        own_picture_image(own, STILL_PX, hand).save(out, "WEBP", quality=STILL_QUALITY)
        return out.getvalue()
    times = [(number + 0.5) * own.step_s for number in range(len(own.frames))]
    first, *rest = [own_picture_image(own, MOVING_PX, hand, t) for t in times]
    step_ms = round(1000 * own.step_s)
    first.save(
        out, "WEBP", save_all=True, append_images=rest, duration=step_ms, loop=0, quality=MOVING_QUALITY, method=2
    )
    return out.getvalue()


def _video(frames: list[Pixels], fps: float) -> bytes:
    height, width = frames[0].shape[:2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip{SUFFIX}"
        writer = cv2.VideoWriter(str(path), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
        for frame in frames:
            writer.write(frame)
        writer.release()
        return path.read_bytes()
