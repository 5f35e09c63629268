"""Unfinished files: the name that a file has while a program writes it, and what programs leave that ended before.

New content is written to `NAME.OWNER.part` beside the file. OWNER names the process and its thread, so that two writers
never share an unfinished file, and a later one can tell what is abandoned.
"""

import contextlib
import os
import re
import shutil
import threading
from pathlib import Path

PART = ".part"  # end of the name of every unfinished file and folder
MAX_NAME_BYTES = 190  # of the name before OWNER: file systems allow 255
OWNER = re.compile(r"\.([0-9]+)-([0-9]+)-[0-9]+\.part(?:-wal|-shm|-journal)?$")
_cleaned: set[Path] = set()  # folders in which this process has removed what ended programs have left


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
            discard(part)


def clean_once(folder: Path) -> None:
    """Remove the unfinished files of ended programs, at most once for a folder: it may hold many files.

    A folder that cannot be read is left as it is.
    """
    if folder in _cleaned:
        return
    _cleaned.add(folder)
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            part = Path(entry.path)
            if OWNER.search(entry.name) and is_abandoned(part):  # others have files that end in PART, too
                discard(part)


def discard(part: Path) -> None:
    """Remove an unfinished file or folder; one that is gone is no error.

    Raises:
        OSError: it cannot be removed.
    """
    if part.is_dir() and not part.is_symlink():
        shutil.rmtree(part)
    else:
        part.unlink(missing_ok=True)


def _started(pid: int) -> int:
    """Return when a process began, in clock ticks since the start of the system; 0 if that is not known."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return int(after_name[19])
    except (OSError, IndexError, ValueError):
        return 0  # no Linux
