"""A folder of pictures as a camera, and the pictures themselves."""

import re
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from device.errors import CameraError
from device.types import Frame, Pixels

MOST_OBLONG = 500  # a square around a longer strip would be mostly edge, and take memory without bound
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


def read_picture(path: Path) -> Pixels:
    """A picture file as uint8, (h, w) grey or (h, w, 3) BGR, turned as its EXIF tag says.

    Raises:
        CameraError: it cannot be read or is no picture.
    """
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise CameraError(f"{path} cannot be read: {error.strerror}.") from None
    # imdecode raises on an empty buffer and returns None on garbage.
    try:
        image = cv2.imdecode(data, cv2.IMREAD_ANYCOLOR) if data.size else None
    except cv2.error:  # more pixels than OpenCV takes
        image = None
    if image is None:
        raise CameraError(f"{path} is not a picture that can be read (JPEG, PNG, BMP or WebP).")
    if max(image.shape[:2]) > MOST_OBLONG * min(image.shape[:2]):
        raise CameraError(f"{path} is a strip, not a picture of a hand ({image.shape[1]}×{image.shape[0]} pixels).")
    return cast(Pixels, image)


def pictures_of(folder: Path) -> list[Path]:
    """Picture files of a folder in name order (2 before 10), then of its sub-folders in name order.

    Raises:
        CameraError: a folder cannot be opened, or there is no picture in any of them.
    """
    files = _pictures_below(folder)
    if not files:
        raise CameraError(f"The folder {folder} holds no pictures ({', '.join(SUFFIXES)}).")
    return files


def _pictures_below(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=_natural)
    except OSError as error:
        raise CameraError(f"The folder {folder} cannot be opened: {error.strerror}.") from None
    files = [entry for entry in entries if entry.suffix.lower() in SUFFIXES and entry.is_file()]
    for entry in entries:
        if entry.is_dir():
            files += _pictures_below(entry)
    return files


class FolderCamera:
    """Pictures one after the other, as if a camera had taken them at `fps`."""

    live = False

    def __init__(self, path: Path, fps: float) -> None:
        """List the pictures.

        Raises:
            CameraError: no such folder, or nothing to see in it.
        """
        self.name = f"folder:{path}"
        if not path.is_dir():
            raise CameraError(f"There is no folder {path}; check the path after “folder:”.")
        self._files = pictures_of(path)
        self.fps = fps
        self._index = 0

    def read(self) -> Frame | None:
        """The next picture, None after the last."""
        if self._index == len(self._files):
            return None
        frame = Frame(read_picture(self._files[self._index]), self._index / self.fps, self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        """Nothing is held open."""


def _natural(path: Path) -> list[tuple[int, int, str]]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"([0-9]+)", path.name)]
