"""The pictures of a folder and its sub-folders, in an order that is the same on every machine."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from device.camera.media import PICTURE_SUFFIXES, is_picture, is_video
from device.errors import CameraError
from device.names import shown
from device.system.messages import warn
from device.system.unfinished_files import PART

JUNK = {"thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found"}
"""What other systems leave in folders, in small letters."""
UNFINISHED = (PART, ".crdownload", ".partial", ".download", "~")
"""Ends of the names of files that a program has not finished, and of old versions."""
MAX_NAMED = 3  # files in one warning


def is_left_out(name: str) -> bool:
    """Return whether a file or folder is none of the person's: hidden, left by another system, or not finished."""
    return name.startswith(".") or name.lower() in JUNK or name.lower().endswith(UNFINISHED)


def visible(paths: Iterable[Path]) -> list[Path]:
    """Return the paths in the order of their names, without those whose name or folder is left out."""
    return sorted(path for path in paths if not (is_left_out(path.name) or is_left_out(path.parent.name)))


def pictures_of(folder: Path, *, videos: bool = False, stopped: Callable[[], bool] = lambda: False) -> list[Path]:
    """List the pictures of a folder in name order (2 before 10), then those of its sub-folders in name order.

    A link to a folder is followed unless that folder was listed already. Files that are neither hidden nor taken, and
    sub-folders that cannot be opened, are named in a warning.

    Args:
        folder: to list.
        videos: list videos, too.
        stopped: asked again and again; True ends the list where it is.

    Raises:
        CameraError: the folder cannot be opened, or there is no picture in it.
    """
    listing = _Listing(videos, stopped)
    listing.walk(folder)
    if not listing.files and not stopped():
        raise _nothing(folder, listing)
    for error in listing.errors:
        warn(str(error))
    if listing.passed_over:
        warn(_passed_over(folder, listing.passed_over))
    return listing.files


class _Listing:
    def __init__(self, videos: bool, stopped: Callable[[], bool]) -> None:
        self.files: list[Path] = []
        self.passed_over: list[Path] = []
        self.errors: list[CameraError] = []
        self._videos, self._stopped = videos, stopped
        self._seen: set[tuple[int, int]] = set()  # device and inode of each folder: a link may lead back

    def walk(self, folder: Path) -> None:
        waiting = [folder]
        while waiting and not self._stopped():
            try:
                waiting += reversed(self._list(waiting.pop()))
            except CameraError as error:
                self.errors.append(error)

    def _list(self, folder: Path) -> list[Path]:
        """Note the files of one folder; return its sub-folders."""
        folders: list[Path] = []
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in self._seen:
                return []
            self._seen.add((status.st_dev, status.st_ino))
            entries: list[os.DirEntry[str]] = []
            with os.scandir(folder) as found:
                for entry in found:
                    if self._stopped():
                        return []
                    if not is_left_out(entry.name):
                        entries.append(entry)
        except OSError as error:
            raise CameraError(
                f"The folder {shown(folder)} cannot be opened: {error.strerror}; check its rights."
            ) from None
        for entry in sorted(entries, key=lambda entry: natural_order(entry.name)):
            if self._stopped():
                return []
            path = folder / entry.name
            if _is(entry, folder=True):
                folders.append(path)
            elif self._is_taken(entry, path):
                self.files.append(path)
            else:
                self.passed_over.append(path)
        return folders

    def _is_taken(self, entry: os.DirEntry[str], path: Path) -> bool:
        if not _is(entry, folder=False):  # a pipe or device; or a link to nothing, which is a broken picture
            return path.suffix.lower() in PICTURE_SUFFIXES and entry.is_symlink() and not path.exists()
        return is_picture(path) or (self._videos and is_video(path))


def natural_order(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Return a sort key that orders numbers in a name by value; the name itself decides between 1 and 01."""
    parts = re.split(r"([0-9]+)", name)
    return [(0, int(part), "") if place % 2 else (1, 0, part) for place, part in enumerate(parts)], name


def _is(entry: os.DirEntry[str], *, folder: bool) -> bool:
    try:
        return entry.is_dir() if folder else entry.is_file()
    except OSError:  # a link to itself
        return False


def _nothing(folder: Path, listing: _Listing) -> CameraError:
    if listing.errors:
        return listing.errors[0]
    text = f"The folder {shown(folder)} holds no picture; it takes {', '.join(PICTURE_SUFFIXES)} files"
    if not listing.passed_over:
        return CameraError(f"{text}.")
    return CameraError(f"{text}, and not {_names(folder, listing.passed_over)}.")


def _passed_over(folder: Path, paths: list[Path]) -> str:
    if len(paths) == 1:
        return f"{shown(paths[0])} is not a picture that can be read, and is passed over."
    return f"{len(paths)} files in {shown(folder)} are not pictures and are passed over: {_names(folder, paths)}."


def _names(folder: Path, paths: list[Path]) -> str:
    named = ", ".join(shown(path.relative_to(folder)) for path in paths[:MAX_NAMED])
    return named if len(paths) <= MAX_NAMED else f"{named} and {len(paths) - MAX_NAMED} more"
