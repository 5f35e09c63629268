"""Atomic file writes: a reader, and the next start after a power cut, finds the old content or the new one.

The new content is written to an unfinished file (`unfinished_files.py`) and takes its name when it is complete. After a
failure nothing is left but the old file. Every file that a program writes as a whole goes through here: only a regular
file is ever replaced (`replaceable.py`). The package `atomicwrites` is not used because it is no longer maintained.
"""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from device.system.replaceable import check_replaceable
from device.system.unfinished_files import clean_once, discard, part_path


def write_atomic(path: Path, data: bytes | str, *, durable: bool = False, mode: int | None = None) -> None:
    """Write a file completely or not at all.

    Args:
        path: the file; its folder must exist.
        data: the content; text is written as UTF-8, line ends unchanged. What UTF-8 has not (lone surrogates, of
            names that are not text) becomes `\\udce9`, which JSON reads back.
        durable: return only when the content and the name are on the disk, so that they survive a power cut.
        mode: permission bits of the file; None leaves them to the process.

    Raises:
        OSError: the folder is missing, the disk is full or cannot be written, or the file is none that may be
            replaced. The old file is unchanged.
    """
    content = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    with atomic_path(path, durable=durable) as part, part.open("wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)


def create_atomic(path: Path, data: bytes | str, *, durable: bool = False) -> None:
    """Write a new file completely or not at all; a file that another program created meanwhile is kept.

    Args:
        path: the file; its folder must exist.
        data: the content; text is written as UTF-8.
        durable: as for `write_atomic`.

    Raises:
        FileExistsError: the name is taken.
        OSError: the disk is full or cannot be written; no unfinished file is left.
    """
    part = part_path(path)
    try:
        part.write_bytes(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)
        sync(part)  # before the name: after a power cut a named file is complete
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # FAT has no links: look, then rename
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            part.rename(path)
        if durable:
            sync(path.parent)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, so that their names survive a power cut; one that is there stays.

    Raises:
        OSError: the disk is full or cannot be written, or the place is taken by something else.
    """
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync(path.parent)


@contextlib.contextmanager
def atomic_path(
    path: Path, *, durable: bool = False, keep_name: bool = False, database: bool = False
) -> Iterator[Path]:
    """Give a path to write to; the file there replaces `path` when the body ends, and is removed if it raises.

    With the first write to a folder, what ended programs have left unfinished there is removed.

    Args:
        path: the file to replace; its folder must exist.
        durable: as for `write_atomic`.
        keep_name: give a path that ends in the same name, in a folder `NAME.OWNER.part`. For libraries that choose the
            format by the suffix.
        database: as for `check_replaceable`.

    Raises:
        OSError: the body did not write the file, the disk cannot be written, or `path` is none that may be replaced.
            The old file is unchanged.
    """
    check_replaceable(path, database=database)
    part = part_path(path)
    try:
        clean_once(path.parent)
        if keep_name:
            discard(part)
            part.mkdir()
        target = part / path.name if keep_name else part
        yield target
        if durable:
            sync(target)
        target.replace(path)
        if durable:
            sync(path.parent)
    finally:
        with contextlib.suppress(OSError):
            discard(part)


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk.

    Raises:
        OSError: the disk does not take them.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
