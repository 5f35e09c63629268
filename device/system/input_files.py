"""Input files that a person names: opened without waiting, and read up to a limit.

A pipe without a writer would block `open` for ever, and a device such as /dev/zero has no end. Only a regular file is
read.
"""

import errno
import os
import stat
from pathlib import Path

from device.system.replaceable import KINDS

CHUNK = 1 << 16  # bytes that are read at a time of a file that grows, or does not know its size
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


def open_input(path: Path) -> int:
    """Open a regular file, or a link to one, for reading; return its descriptor.

    Raises:
        OSError: there is no such file, it may not be read, or it is a folder, pipe, socket or device; `strerror` says
            which.
    """
    try:
        _check_kind(path, path.stat().st_mode)  # first: to open some devices has an effect
        descriptor = os.open(path, _FLAGS)
    except ValueError:  # a NUL, which no name has
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(path)) from None
    try:
        _check_kind(path, os.fstat(descriptor).st_mode)
        os.set_blocking(descriptor, True)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_input(path: Path, max_bytes: int) -> bytes:
    """Return the content of a regular file.

    Raises:
        OSError: see `open_input`; or the file is larger than `max_bytes`, or the disk fails.
    """
    with os.fdopen(open_input(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > max_bytes:
            megabytes = f"it has {size / 1e6:.0f} MB, more than the {max_bytes / 1e6:.0f} MB that are read"
            raise OSError(errno.EFBIG, megabytes, str(path))
        # Not read(max_bytes): that would take so much memory for any file. A file may grow while it is read.
        parts = [file.read(size or min(CHUNK, max_bytes))]
        while parts[-1] and sum(map(len, parts)) < max_bytes:
            parts.append(file.read(min(CHUNK, max_bytes - sum(map(len, parts)))))
        return b"".join(parts)


def _check_kind(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = KINDS.get(stat.S_IFMT(mode), "of an unknown kind")
        what = " (save what it gives as a file)" if stat.S_ISFIFO(mode) else ""
        raise OSError(errno.EINVAL, f"it is {kind}, not a file{what}", str(path))
