"""Folders that are read, and files and folders that are written."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.hard_inputs.files import DEEP, NAMES, Input, make_folder, no_files
from tests.hard_inputs.media import png


def data_folders(folder: Path) -> Iterator[Input]:
    """Yield folders that are read."""
    yield from no_files(folder, "")
    (folder / "file").write_bytes(b"x")
    yield "a file", str(folder / "file")
    yield "an empty folder", str(make_folder(folder / "empty"))
    yield "a folder that links to itself", str(make_folder(folder / "linked"))
    (folder / "linked" / "self").symlink_to(".")
    for label, pattern in NAMES.items():
        yield label, str(make_folder(folder / os.fsdecode(pattern.replace(b"%s", b""))))


def run_folders(folder: Path) -> Iterator[Input]:
    """Yield folders of training runs."""
    yield from data_folders(folder)
    for label, data in (("no JSON", b"{"), ("endless brackets", b"[" * DEEP), ("a number", b"7"), ("no key", b"{}")):
        path = make_folder(folder / f"run-{label.replace(' ', '-')}")
        for name in ("run.json", "config.json", "labels.json", "results.json", "figures.json", "model.json"):
            (path / name).write_bytes(data)
        yield f"JSON files: {label}", str(path)


def empty_folder(folder: Path) -> str:
    """Return the path of an empty folder."""
    return str(make_folder(folder / "no-data"))


def output_files(folder: Path, suffix: str = "") -> Iterator[Input]:
    """Yield paths of a file to write."""
    yield "in a missing folder", str(folder / "no" / "file") + suffix
    yield "empty text", ""
    yield "this folder", "."
    if suffix:  # other commands may take a folder, and a test must not write to this one
        yield "root", "/"
    yield "a folder", str(make_folder(folder / f"folder{suffix}"))
    (folder / "file").write_bytes(b"x")
    yield "below a file", str(folder / "file" / "x") + suffix
    (folder / f"link{suffix}").symlink_to("target")
    (folder / "target").write_bytes(b"kept")
    yield "a link to a file", str(folder / f"link{suffix}")
    (folder / f"loop{suffix}").symlink_to(f"loop{suffix}")
    yield "a link to itself", str(folder / f"loop{suffix}")
    os.mkfifo(folder / f"pipe{suffix}")
    yield "a pipe without a reader", str(folder / f"pipe{suffix}")
    (folder / f"full{suffix}").symlink_to("/dev/full")
    yield "a full device", str(folder / f"full{suffix}")
    yield "a name too long", "x" * 5000 + suffix
    with sqlite3.connect(folder / f"other{suffix or '.db'}") as db:
        db.execute("CREATE TABLE a (b)")
    yield "a database", str(folder / f"other{suffix or '.db'}")
    for label, pattern in NAMES.items():
        yield label, str(folder / os.fsdecode(pattern.replace(b"%s", suffix.encode())))


def output_tables(folder: Path) -> Iterator[Input]:
    """Yield paths of a table to write."""
    yield from output_files(folder, ".csv")


def output_folders(folder: Path) -> Iterator[Input]:
    """Yield folders to write to."""
    (folder / "file").write_bytes(b"x")
    yield "a file", str(folder / "file")
    yield "below a file", str(folder / "file" / "x")
    yield "empty text", ""
    (folder / "loop").symlink_to("loop")
    yield "a link to itself", str(folder / "loop")
    (folder / "dead").symlink_to("no/such/folder")
    yield "a link to nowhere", str(folder / "dead")
    os.mkfifo(folder / "pipe")
    yield "a pipe", str(folder / "pipe")
    yield "a device", "/dev/null"
    yield "a name too long", "x" * 5000
    full = make_folder(folder / "named")
    (full / "²1.png").write_bytes(png())
    (full / "._1.png").write_bytes(b"\0\5\x16\7")
    yield "a folder of hard names", str(full)
    for label, pattern in NAMES.items():
        yield label, str(folder / os.fsdecode(pattern.replace(b"%s", b"")))


def fresh(name: str) -> Callable[[Path], str]:
    """Return what makes a path where nothing is yet."""
    return lambda folder: str(folder / name)
