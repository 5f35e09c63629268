"""Picture files: decode one, read one, list those of a folder. Used by `read`, by the folder camera and by training."""

import re
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from device.errors import CameraError
from device.types import Pixels

MAX_ASPECT = 500  # longer side ÷ shorter side; a square around a longer strip takes memory without bound
SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp")


def decode_picture(data: bytes, name: str) -> Pixels:
    """Decode a JPEG, PNG, BMP or WebP file.

    Args:
        data: content of the file.
        name: of the file, for the error message.

    Returns:
        uint8, (height, width) grey or (height, width, 3) BGR, turned as the EXIF tag says.

    Raises:
        CameraError: not a picture, or a strip longer than MAX_ASPECT.
    """
    # imdecode raises on an empty buffer and returns None for data that it cannot decode.
    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_ANYCOLOR) if data else None
    except cv2.error:  # more pixels than OpenCV takes
        image = None
    if image is None:
        raise CameraError(f"{name} is not a picture that can be read; use a JPEG, PNG, BMP or WebP file.")
    height, width = image.shape[:2]
    if max(height, width) > MAX_ASPECT * min(height, width):
        raise CameraError(f"{name} is a strip of {width}×{height} pixels, not a picture of a hand; remove it.")
    return cast(Pixels, image)


def read_picture(path: Path) -> Pixels:
    """Read a picture file; see `decode_picture`.

    Raises:
        CameraError: the file cannot be read or is not a picture.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CameraError(f"{path} cannot be read: {error.strerror}; check the path.") from None
    return decode_picture(data, str(path))


def pictures_of(folder: Path) -> list[Path]:
    """List the picture files of a folder in name order (2 before 10), then those of its sub-folders in name order.

    Raises:
        CameraError: a folder cannot be opened, or none of them holds a picture.
    """
    files = _pictures_below(folder)
    if not files:
        raise CameraError(f"The folder {folder} holds no picture; it takes {', '.join(SUFFIXES)} files.")
    return files


def _pictures_below(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=_natural)
    except OSError as error:
        raise CameraError(f"The folder {folder} cannot be opened: {error.strerror}; check its rights.") from None
    files = [entry for entry in entries if entry.suffix.lower() in SUFFIXES and entry.is_file()]
    for entry in entries:
        if entry.is_dir():
            files += _pictures_below(entry)
    return files


def _natural(path: Path) -> list[tuple[int, int, str]]:
    """Return a sort key that orders numbers in a name by value."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"([0-9]+)", path.name)]
