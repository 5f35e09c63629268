"""Files that a command reads: none at all, damaged ones of any format, and valid ones under hard names."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.clips import TINY

Input = tuple[str, str]
"""Label and value, as it stands on the command line."""


DEEP = 100_000  # brackets


NAMES: dict[str, bytes] = {
    "name not UTF-8": b"h\xe9%s",
    "name with a line break": b"a\nb%s",
    "name that clears the terminal": b"a\x1b[2Jb%s",
    "name ²": "²1%s".encode(),
    "name 10:15": b"10:15%s",
    "name with a question mark": b"what is it?%s",
    "name with spaces and quotes": b" a 'b\" %s",
    "name turned right to left": "a\u202eb%s".encode(),
    "longest name": b"x" * 240 + b"%s",
}


def no_files(folder: Path, suffix: str) -> Iterator[Input]:
    """Yield paths that lead to no file that can be read."""
    yield "missing", f"missing{suffix}"
    yield "in a missing folder", f"no/such/file{suffix}"
    yield "empty text", ""
    yield "this folder", "."
    if suffix not in ("", ".png"):  # `read /` may read all pictures, and some commands write to a folder that they read
        yield "root", "/"
    (folder / f"folder{suffix}").mkdir()
    yield "a folder", str(folder / f"folder{suffix}")
    os.mkfifo(folder / f"pipe{suffix}")
    yield "a pipe without a writer", str(folder / f"pipe{suffix}")
    (folder / f"loop{suffix}").symlink_to(f"loop{suffix}")
    yield "a link to itself", str(folder / f"loop{suffix}")
    (folder / f"zero{suffix}").symlink_to("/dev/zero")
    yield "a device without an end", str(folder / f"zero{suffix}")
    with socket.socket(socket.AF_UNIX) as opened:
        here = Path.cwd()
        os.chdir(folder)  # the address of a socket is short
        opened.bind(f"socket{suffix}")
        os.chdir(here)
    yield "a socket", str(folder / f"socket{suffix}")
    yield "a name too long", "x" * 5000 + suffix
    yield "below a file", f"{TINY}/x{suffix}"


def damaged(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield what can happen to a file's content."""
    yield "empty", b""
    yield "half", content[: len(content) // 2]
    yield "cut before its end", content[:-7]
    yield "zeros", bytes(2000)
    yield "random bytes", bytes(range(256)) * 8
    yield "a text", b"This is no such file.\n"
    yield "UTF-16", content.decode("utf-8", "replace").encode("utf-16", "replace")
    yield "a NUL in the middle", content[: len(content) // 2] + b"\0" + content[len(content) // 2 :]
    yield "endless brackets", b"[" * DEEP
    yield "endless objects", b'{"a":' * DEEP
    yield "one endless line", b"9" * 1_000_000


def file_inputs(folder: Path, suffix: str, content: bytes, beside: Path | None = None) -> Iterator[Input]:
    """Yield files of one kind: none at all, damaged ones, and a valid one under hard names."""
    yield from no_files(folder, suffix)
    for label, data in damaged(content):
        path = folder / f"{label.replace(' ', '-')}{suffix}"
        path.write_bytes(data)
        if beside is not None:
            path.with_suffix(beside.suffix).write_bytes(beside.read_bytes())
        yield label, str(path)
    yield from named(folder, suffix, content, beside)


def named(folder: Path, suffix: str, content: bytes, beside: Path | None = None) -> Iterator[Input]:
    """Yield a valid file under hard names."""
    for label, pattern in NAMES.items():
        path = folder / os.fsdecode(pattern.replace(b"%s", suffix.encode()))
        path.write_bytes(content)
        if beside is not None:
            path.with_suffix(beside.suffix).write_bytes(beside.read_bytes())
        yield label, str(path)


def make_folder(path: Path) -> Path:
    """Make a folder, and return it."""
    path.mkdir(exist_ok=True)
    return path
