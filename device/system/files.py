"""Atomic file writes: a reader, and the next start after a power cut, finds the old content or the new one.

The new content is written to `NAME.OWNER.part` beside the file and takes its name when it is complete. After a failure
nothing is left but the old file. OWNER names the process, so that two programs never share an unfinished file. Every
file that a program writes as a whole goes through here: only a regular file is ever replaced. The package
`atomicwrites` is not used because it is no longer maintained.
"""

import contextlib
import errno
import os
import re
import shutil
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

from device.names import shown

PART = ".part"  # end of the name of every unfinished file and folder
MAX_NAME_BYTES = 190  # of the name before OWNER: file systems allow 255
OWNER = re.compile(r"\.([0-9]+)-([0-9]+)-[0-9]+\.part(?:-wal|-shm|-journal)?$")
SQLITE = b"SQLite format 3\0"
SQLITE_JOURNALS = ("-wal", "-shm", "-journal")
_cleaned: set[Path] = set()  # folders in which this process has removed what ended programs have left
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def part_path(path: Path) -> Path:
    """Return the path under which this thread writes `path` until it is complete."""
    name = os.fsdecode(os.fsencode(path.name)[:MAX_NAME_BYTES])
    pid = os.getpid()
    return path.with_name(f"{name}.{pid}-{_started(pid)}-{threading.get_native_id()}{PART}")


def is_abandoned(part: Path) -> bool:
    """Return whether the process that wrote an unfinished file has ended."""
    match = OWNER.search(part.name)
    if match is None:
        return part.name.endswith(PART)  # of an older release
    pid, started = int(match[1]), int(match[2])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # it is another user's
    return _started(pid) not in (started, 0)


def remove_abandoned(folder: Path, pattern: str = f"*{PART}") -> None:
    """Remove unfinished files and folders whose process has ended.

    Args:
        folder: to search.
        pattern: for `Path.glob`; must end in PART.

    Raises:
        OSError: the folder cannot be read, or one of them cannot be removed.
    """
    for part in folder.glob(pattern):
        if is_abandoned(part):
            _discard(part)


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
        _clean_once(path.parent)
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


def _clean_once(folder: Path) -> None:
    """Remove the unfinished files of ended programs, at most once for a folder: it may hold many files."""
    if folder in _cleaned:
        return
    _cleaned.add(folder)
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            part = Path(entry.path)
            if OWNER.search(entry.name) and is_abandoned(part):  # others have files that end in PART, too
                _discard(part)


def _is_database(path: Path) -> bool:
    """Return whether a file is an SQLite database, or a journal beside one."""
    files = [path, *(path.with_name(path.name.removesuffix(end)) for end in SQLITE_JOURNALS if path.name.endswith(end))]
    for file in files:
        with contextlib.suppress(OSError), file.open("rb") as content:
            if content.read(len(SQLITE)) == SQLITE:
                return True
    return False


def _started(pid: int) -> int:
    """Return when a process began, in clock ticks since the start of the system; 0 if that is not known."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return int(after_name[19])
    except (OSError, IndexError, ValueError):
        return 0  # no Linux


def _discard(part: Path) -> None:
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)
