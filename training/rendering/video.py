"""Write frames as an MP4 file that any OpenCV reads, with the truth beside it as NAME_labels.json."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from device.names import shown
from device.system.files import atomic_path
from device.system.replaceable import check_beside
from training.errors import RunError


def check_clip_name(path: Path) -> None:
    """Check that a clip can have this name.

    Raises:
        RunError: it does not end in .mp4.
    """
    if path.suffix != ".mp4":
        raise RunError(f"{shown(path.name)} does not end in .mp4; name the clip NAME.mp4.")


def write_clip(path: Path, frames: Iterable[tuple[NDArray[np.uint8], dict[str, Any]]], fps: int) -> int:
    """Write a clip and its labels; both files appear together or not at all.

    Encodes H.264 with the `ffmpeg` program if there is one (a quarter of the size), else MPEG-4 with OpenCV.

    Args:
        path: an .mp4 file.
        frames: uint8 (h, w, 3) BGR and the labels of each frame.
        fps: frames a second.

    Returns:
        The number of frames.

    Raises:
        RunError: the name does not end in .mp4, there are no frames, or the file cannot be written.
    """
    check_clip_name(path)
    truth = []
    sink: _Ffmpeg | _OpenCv | None = None
    labels = path.with_name(f"{path.stem}_labels.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        check_beside(labels, path)
        with atomic_path(labels) as labels_part, atomic_path(path, keep_name=True) as part:
            for image, row in frames:
                if sink is None:
                    height, width = image.shape[:2]
                    sink = _Ffmpeg(part, width, height, fps) if ffmpeg() else _OpenCv(part, width, height, fps)
                sink.add(image)
                truth.append(row)
            if sink is None:
                raise RunError("There are no frames to write.")
            sink.close()
            rows = ",\n".join(json.dumps(each) for each in truth)
            labels_part.write_text(f"[{rows}]\n")
    except OSError as e:
        raise RunError(f"{shown(path)} cannot be written: {e.strerror}.") from e
    return len(truth)


def ffmpeg() -> str | None:
    """Return the path of the ffmpeg program, of the system or of imageio-ffmpeg; None without one."""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg
    except ImportError:
        return None
    return str(imageio_ffmpeg.get_ffmpeg_exe())


class _Ffmpeg:
    def __init__(self, path: Path, width: int, height: int, fps: int) -> None:
        command = [str(ffmpeg()), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "bgr24"]
        command += ["-s", f"{width}x{height}", "-r", str(fps), "-i", "-", "-c:v", "libx264", "-crf", "27"]
        command += ["-preset", "slow", "-pix_fmt", "yuv420p", "-movflags", "+faststart", f"file:{path}"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)

    def add(self, image: NDArray[np.uint8]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(image.tobytes())

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        if self._process.wait():
            raise RunError("ffmpeg could not encode the clip; see its message above.")


class _OpenCv:
    def __init__(self, path: Path, width: int, height: int, fps: int) -> None:
        self._path, self._plain = path, path.with_name("video.mp4")
        # OpenCV takes a name only as text, so the file is made under a plain name in the open folder.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            name = f"/proc/self/fd/{folder}/{self._plain.name}"
            self._writer = cv2.VideoWriter(name, cv2.VideoWriter.fourcc(*"mp4v"), fps, (width, height))
        finally:
            os.close(folder)
        if not self._writer.isOpened():
            raise RunError(f"OpenCV cannot write MPEG-4 to {shown(path)}; is the folder writable?")

    def add(self, image: NDArray[np.uint8]) -> None:
        self._writer.write(image)

    def close(self) -> None:
        self._writer.release()
        self._plain.rename(self._path)
