"""Only a regular file that is no database is replaced."""

import os
import socket
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from device.system.files import atomic_path, write_atomic
from device.system.replaceable import check_beside


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def make_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def make_hard_link(path: Path) -> None:
    make_database(path.with_name("progress.db"))
    os.link(path.with_name("progress.db"), path)


def make_journal(path: Path) -> None:
    make_database(path.with_name(path.name.removesuffix("-wal")))
    path.write_bytes(b"pages")


NOT_REPLACED = {
    "a folder": (Path.mkdir, "out"),
    "a link": (lambda path: path.symlink_to("elsewhere"), "out"),
    "a pipe": (os.mkfifo, "out"),
    "a socket": (make_socket, "out"),
    "a database": (make_database, "out"),
    "a database ": (make_hard_link, "out"),
    "a database  ": (make_journal, "out-wal"),
}


@pytest.mark.parametrize("keep_name", [False, True])
@pytest.mark.parametrize("kind", NOT_REPLACED)
def test_only_a_file_is_replaced(tmp_path, kind, keep_name):
    make, name = NOT_REPLACED[kind]
    path = tmp_path / name
    make(path)
    before = (names(tmp_path), path.lstat())
    what = rf"it is {kind.strip()}.*; name another file"
    with pytest.raises(FileExistsError, match=what), atomic_path(path, keep_name=keep_name) as part:
        part.write_text("new")
    now = path.lstat()
    assert (names(tmp_path), now.st_mode, now.st_ino, now.st_size) == (
        before[0],
        before[1].st_mode,
        before[1].st_ino,
        before[1].st_size,
    )


def test_a_device_is_not_replaced():
    with pytest.raises(FileExistsError, match="it is a device"):
        write_atomic(Path("/dev/null"), "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_file_beside_another_is_only_replaced_with_it(tmp_path):
    page, table = tmp_path / "README.html", tmp_path / "README.md"
    check_beside(table, page)
    table.write_text("mine")
    with pytest.raises(FileExistsError, match=r"it is there although README.html is not"):
        check_beside(table, page)
    page.write_text("page")
    check_beside(table, page)
