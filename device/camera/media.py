"""Which files are pictures and which are videos: one list of suffixes, and the first bytes of all other files."""

import os
from pathlib import Path

from device.camera.picture_header import READ, SNIFFED, picture_format
from device.system.input_files import open_input

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib", ".webp", ".tif", ".tiff", ".gif")
VIDEO_SUFFIXES = (".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".3gp", ".mpg", ".mpeg", ".ogv", ".wmv")
_EBML = b"\x1a\x45\xdf\xa3"


def is_picture(path: Path) -> bool:
    """Return whether a file is taken for a picture: by its suffix, else by its first bytes."""
    suffix = path.suffix.lower()
    return suffix in PICTURE_SUFFIXES or (suffix not in VIDEO_SUFFIXES and picture_format(_beginning(path)) in READ)


def is_video(path: Path) -> bool:
    """Return whether a file is taken for a video: by its suffix, else by its first bytes."""
    suffix = path.suffix.lower()
    return suffix in VIDEO_SUFFIXES or (suffix not in PICTURE_SUFFIXES and _begins_as_video(_beginning(path)))


def _begins_as_video(data: bytes) -> bool:
    if data[4:8] == b"ftyp":
        return picture_format(data) is None
    return data.startswith(_EBML) or (data[:4], data[8:12]) == (b"RIFF", b"AVI ")


def _beginning(path: Path) -> bytes:
    """Return the first bytes of a file; none of one that cannot be read."""
    try:
        descriptor = open_input(path)
    except OSError:
        return b""
    try:
        return os.read(descriptor, SNIFFED)
    except OSError:
        return b""
    finally:
        os.close(descriptor)
