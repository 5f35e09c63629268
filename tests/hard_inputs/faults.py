"""What a command did wrong: files that it touched, lost or changed, and what it printed."""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from device.errors import ExitCode

CODES = {code.value for code in ExitCode}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
SENTENCE = re.compile(r"[.?)”`]$|: [a-z0-9.]+ .*-[a-z] .*$")
"""A sentence ends with a full stop, a quotation or the command that helps."""
DATABASE = "file database"
EMPTY = f"file {hashlib.md5(b'').hexdigest()}"
_watched: list["Watch"] = []


class Watch:
    """Notes files that this process writes outside the allowed folders."""

    EVENTS = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        self.touched: list[tuple[str, str]] = []

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & WRITING if isinstance(flags, int) else bool(set(mode or "") & set("wax+"))
            paths = [path] if writes else []
        elif event in self.EVENTS:
            paths = [each for each in arguments if isinstance(each, str | bytes | os.PathLike)]
        else:
            return
        for path in paths:
            whole = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
            was_there = Path(whole).is_dir() or (event == "os.mkdir" and Path(whole).exists())
            # Numba keeps what it has compiled beside the code.
            if whole and not was_there and not whole.startswith(self.allowed) and "__pycache__" not in whole:
                self.touched.append((event, whole))

    def faults(self) -> list[str]:
        """Say what was touched; what was opened or made and is not there was refused."""
        made = ("open", "os.mkdir")
        return [f"touched {event} {path}" for event, path in self.touched if event not in made or Path(path).exists()]


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    for watch in _watched:
        watch.note(event, arguments)


sys.addaudithook(_audit)


@contextmanager
def watching(*allowed: str) -> Iterator[Watch]:
    """Watch what this process writes outside of the allowed folders."""
    watch = Watch(allowed)
    _watched.append(watch)
    try:
        yield watch
    finally:
        _watched.remove(watch)


def faults_of_text(code: int, out: str, err: str) -> Iterator[str]:
    """Say what is wrong with an exit code and with what was printed."""
    if code not in CODES:
        yield f"exit code {code} is not documented"
    if "Traceback" in err:
        yield "a traceback"
    if code:
        last = err.strip().splitlines()[-1:] or [""]
        reported = any(line.startswith("✗") for line in out.splitlines())  # the doctor's findings
        if not reported and not SENTENCE.search(last[0]) and "error: " not in last[0]:
            yield f"no sentence on standard error: {last[0][-80:]!a}"
    for text, where in ((err, "standard error"), (out, "standard output")):
        if any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
            yield f"control characters on {where}"
        if any(0xD800 <= ord(sign) < 0xE000 for sign in text):
            yield f"bytes that are no text on {where}"


def faults_of_files(before: dict[str, str], after: dict[str, str], value: str, writes: bool) -> Iterator[str]:
    """Say which files are lost or changed; see `folder_state`. A command that `writes` may replace the file `value`."""
    for path, content in before.items():
        if after.get(path) == content:
            continue
        if path not in after:
            yield f"lost {path!a}"
        elif not writes or not content.startswith("file"):
            yield f"changed {path!a} from {content[:12]} to {after[path][:12]}"
        elif content in after.values() or content == EMPTY:
            continue  # it was set aside, and a message says where; or there was nothing to lose
        elif content == DATABASE or os.path.realpath(value) != os.path.realpath(path):
            yield f"replaced {path!a}"


def folder_state(folder: Path) -> dict[str, str]:
    """Return what every entry of a folder is and holds."""
    state = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            state[str(path)] = f"link {os.readlink(path)}"  # noqa: PTH115  the text, not a Path
        elif path.is_file():
            data = path.read_bytes()
            state[str(path)] = DATABASE if data[:6] == b"SQLite" else f"file {hashlib.md5(data).hexdigest()}"
        else:
            state[str(path)] = f"mode {path.stat().st_mode:o}"
    return state
