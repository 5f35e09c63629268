"""What a program may replace with its output: a regular file that is no database, or a name that is free."""

import contextlib
import errno
import os
import stat
from pathlib import Path

from device.names import shown

SQLITE = b"SQLite format 3\0"
SQLITE_JOURNALS = ("-wal", "-shm", "-journal")
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
"""Type of a file → words for it."""


def check_replaceable(path: Path, *, database: bool = False) -> None:
    """Check that a program may write this file: nothing is there, or a regular file that is no database.

    Args:
        path: of the file.
        database: an SQLite database may be replaced, too.

    Raises:
        OSError: it may not; `strerror` says why and what to do.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, f"there is no folder {shown(path.parent)}", str(path)) from None
        return
    if not stat.S_ISREG(mode):
        kind = KINDS.get(stat.S_IFMT(mode), "no regular file")
        raise OSError(errno.EEXIST, f"it is {kind}, and only a file is replaced; name another file", str(path))
    if not database and _is_database(path):
        raise OSError(
            errno.EEXIST,
            "it is a database, such as learners' progress, and never replaced; name another file",
            str(path),
        )


def check_beside(beside: Path, main: Path) -> None:
    """Check that a file beside the one that a person named may be written: new, or of an earlier run.

    Raises:
        OSError: it is there although `main` is not, so that it is something else.
    """
    if os.path.lexists(beside) and not os.path.lexists(main):
        raise OSError(
            errno.EEXIST, f"it is there although {main.name} is not, so it is not ours; name another file", str(beside)
        )


def _is_database(path: Path) -> bool:
    """Return whether a file is an SQLite database, or a journal beside one."""
    files = [path, *(path.with_name(path.name.removesuffix(end)) for end in SQLITE_JOURNALS if path.name.endswith(end))]
    for file in files:
        with contextlib.suppress(OSError), file.open("rb") as content:
            if content.read(len(SQLITE)) == SQLITE:
                return True
    return False
