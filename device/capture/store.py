"""Pictures on the disk: each one complete or absent, and none ever replaced."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

import cv2

from device.camera.listing import is_left_out
from device.errors import RecordingError
from device.names import file_number, shown
from device.recognition.preprocess import grey
from device.system import machine
from device.system.files import create_atomic, make_folder
from device.system.unfinished_files import PART, remove_abandoned
from device.types import Pixels

KEEP_FREE_MB = 100.0  # an appliance does not start with a full memory card


class PictureStore:
    """The pictures of one session, `LETTER/NNNN.png`."""

    def __init__(self, folder: Path) -> None:
        """Remove unfinished pictures.

        Raises:
            RecordingError: the folder cannot be used.
        """
        self._folder = folder
        self._next: dict[str, int] = {}
        try:
            remove_abandoned(folder, f"*/*{PART}")
        except OSError as error:
            raise RecordingError(f"{shown(folder)} cannot be used ({error.strerror}); {advice(error)}.") from None

    def count(self, letter: str) -> int:
        """Return the number of pictures of a letter."""
        return sum(1 for _ in kept_pictures(self._folder / letter))

    def check_space(self) -> None:
        """Check that the disk has enough free space.

        Raises:
            RecordingError: less than KEEP_FREE_MB are free.
        """
        free = machine.free_megabytes(self._folder)
        if free < KEEP_FREE_MB:
            raise RecordingError(
                f"Only {free:.0f} MB are free for {shown(self._folder)}; all pictures so far are kept: make "
                "room (make pull, then delete), and give the same command again."
            )

    def keep(self, letter: str, image: Pixels) -> Path:
        """Write a whole frame as a grey PNG under the next free number; return its path once it is on the disk.

        Args:
            letter: names the folder.
            image: uint8, (height, width) grey or (height, width, 3) BGR.

        Raises:
            RecordingError: the disk is full or cannot be written; no unfinished file is left.
        """
        ok, data = cv2.imencode(".png", grey(image))
        assert ok  # uint8 grey always encodes
        folder = self._folder / letter
        try:
            make_folder(folder)
            while True:
                path = folder / f"{self._take_number(letter):04d}.png"
                with contextlib.suppress(FileExistsError):  # another process records the same session
                    create_atomic(path, data.tobytes(), durable=True)
                    return path
        except OSError as error:
            raise RecordingError(
                f"The picture could not be written ({error.strerror}); all before it are kept in "
                f"{shown(self._folder)}: {advice(error)}."
            ) from None

    def _take_number(self, letter: str) -> int:
        """Return the next number of a letter's pictures; the first follows the highest on the disk."""
        if letter not in self._next:
            numbers = (file_number(path) for path in kept_pictures(self._folder / letter))
            self._next[letter] = max((number for number in numbers if number is not None), default=-1) + 1
        self._next[letter] += 1
        return self._next[letter] - 1


def advice(error: OSError) -> str:
    """Return what to do about a folder of recordings that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "make room, and give the same command again"
    if error.errno == errno.EROFS:
        return "its disk is read-only: write to another one with --to, or check the memory card"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "it belongs to another user: write to a folder of your own with --to"
    return "check the disk, or write to another one with --to"


def kept_pictures(folder: Path, pattern: str = "*.png") -> Iterator[Path]:
    """Give the pictures below a folder; none that another system has left there, such as “._0001.png” of a Mac."""
    return (path for path in folder.glob(pattern) if not is_left_out(path.name) and path.is_file())
