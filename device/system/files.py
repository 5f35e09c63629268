"""Atomic file writes: a reader, and the next start after a power cut, finds the old content or the new one.

The new content is written to `NAME.part` beside the file and takes its name when it is complete. After a failure
nothing is left but the old file. The package `atomicwrites` is not used because it is no longer maintained.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

PART = ".part"  # end of the name of every unfinished file and folder; `*.part` finds what a crash has left


def part_path(path: Path) -> Path:
    """Return the path under which `path` is written until it is complete."""
    return path.with_name(path.name + PART)


def write_atomic(path: Path, data: bytes | str, *, durable: bool = False, mode: int | None = None) -> None:
    """Write a file completely or not at all.

    Args:
        path: the file; its folder must exist.
        data: the content; text is written as UTF-8, line ends unchanged.
        durable: return only when the content and the name are on the disk, so that they survive a power cut.
        mode: permission bits of the file; None leaves them to the process.

    Raises:
        OSError: the folder is missing, the disk is full or cannot be written. The old file is unchanged.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    with atomic_path(path, durable=durable) as part, part.open("wb") as file:
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)


@contextlib.contextmanager
def atomic_path(path: Path, *, durable: bool = False, keep_name: bool = False) -> Iterator[Path]:
    """Give a path to write to; the file there replaces `path` when the body ends, and is removed if it raises.

    Args:
        path: the file to replace; its folder must exist.
        durable: as for `write_atomic`.
        keep_name: give a path that ends in the same name, in a folder `NAME.part`. For libraries that choose the
            format by the suffix.

    Raises:
        OSError: the body did not write the file, or the disk cannot be written. The old file is unchanged.
    """
    part = part_path(path)
    try:
        if keep_name:
            _discard(part)
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
            _discard(part)


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


def _discard(part: Path) -> None:
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
