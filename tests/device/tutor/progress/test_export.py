"""An export replaces nothing that is lost with it, and works where nothing can be written."""

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.tutor.events import PromptSpec, Review
from device.tutor.progress import ProgressError, ProgressStore, start
from device.tutor.progress.start import open_progress, readable_progress
from device.tutor.progress.transfer import check_not_progress, export_csv

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ignore(sentence: str) -> None:
    pass


def keep(store, answers=3) -> None:
    session = store.plan_session("red-fox", "letters", NOW)
    for seq in range(1, answers + 1):
        store.add(session, seq, 10.0 * seq, Review(PromptSpec("A"), "right", "right", 3, 1), "sign", None)
    store.finish(session, "done", None)


@pytest.fixture
def store(tmp_path):
    (tmp_path / "state").mkdir()
    with contextlib.closing(open_progress(tmp_path / "state" / "progress.db", ignore)) as store:
        keep(store)
        yield store


def content(folder: Path) -> dict[str, object]:
    """All files below a folder: what they are and what is in them."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else path.lstat().st_mode
        for path in sorted(folder.rglob("*"))
        if not path.name.endswith(("-shm", "-wal"))
    }


def link_to(target: str):
    return lambda path: path.symlink_to(target)


def hard_link(path: Path) -> None:
    os.link(path.parent / "state" / "progress.db", path)


REFUSED = {
    "the progress file": (None, "state/progress.db"),
    "its log": (None, "state/progress.db-wal"),
    "its shared memory": (None, "state/progress.db-shm"),
    "a copy of it": (None, "state/progress.db.copy1"),
    "a copy of it that is not there": (None, "state/progress.db.copy3"),
    "a damaged one": (None, "state/progress.db.damaged1"),
    "kept answers": (None, "state/progress.db.unwritten1.csv"),
    "choices of the page": (None, "state/page.json"),
    "another spelling": (None, "state/../state/./progress.db"),
    "capital letters": (None, "state/PROGRESS.DB"),
    "through a folder's link": (lambda path: (path.parent / "way").symlink_to("state"), "way/progress.db"),
    "a link to it": (link_to("state/progress.db"), "out.csv"),
    "another name of it": (hard_link, "out.csv"),
    "a link": (link_to("elsewhere.csv"), "out.csv"),
    "a pipe": (os.mkfifo, "out.csv"),
    "a folder": (Path.mkdir, "out.csv"),
    "another database": (lambda path: sqlite3.connect(path).execute("CREATE TABLE t (x)"), "out.csv"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG"), "out.csv"),
    "a table of other things": (lambda path: path.write_text("name,mark\nAnna,1\n"), "out.csv"),
    "no folder": (None, "none/out.csv"),
}


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", REFUSED)
def test_an_export_never_replaces_what_it_must_not(store, tmp_path, kind, force):
    make, name = REFUSED[kind]
    path = tmp_path / name
    if make is not None:
        make(tmp_path / "out.csv")
    if force and kind in ("a picture", "a table of other things"):
        return  # those may be replaced, with --force
    before = content(tmp_path)
    with pytest.raises(ProgressError, match=str(path)):
        export_csv(store, path, force=force)
    assert content(tmp_path) == before


def test_a_name_like_the_progress_files_is_free(store, tmp_path):
    for name in ("progress.db.csv", "progress.csv", "my progress.db"):
        assert export_csv(store, tmp_path / "state" / name) == 3


def test_a_progress_file_that_is_not_there_yet_is_not_replaced_either(tmp_path):
    with pytest.raises(ProgressError, match="the progress file itself"):
        check_not_progress(tmp_path / "new.db", tmp_path / "x" / ".." / "new.db")


def test_a_table_with_other_answers_is_only_replaced_by_force(store, tmp_path):
    path = tmp_path / "class.csv"
    with contextlib.closing(ProgressStore.in_memory()) as other:
        keep(other, 2)
        export_csv(other, path)
    before = path.read_bytes()
    with pytest.raises(ProgressError, match=r"has 2 answers that this progress does not have.*--force"):
        export_csv(store, path)
    assert path.read_bytes() == before
    assert export_csv(store, path, force=True) == 3
    keep(store, 1)
    assert export_csv(store, path) == 4  # more answers than before
    assert len(path.read_bytes().splitlines()) == 5


def test_an_empty_file_and_a_headline_are_replaced(store, tmp_path):
    path = tmp_path / "out.csv"
    path.touch()
    assert export_csv(store, path) == 3
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert export_csv(store, path) == 3


def test_an_export_that_fails_leaves_nothing(store, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = content(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ProgressError, match="No space left on device"):
        export_csv(store, tmp_path / "out.csv")
    assert content(tmp_path) == before


@pytest.mark.parametrize("closed", [True, False])
def test_progress_is_read_where_nothing_can_be_written(tmp_path, monkeypatch, closed):
    """A read-only card; with a log beside the file if the power failed before."""
    path = tmp_path / "progress.db"
    store = open_progress(path, ignore)
    keep(store)
    if closed:
        store.close()
    opened, tried = start.open_progress, []

    def read_only(place, warn):
        tried.append(place)
        if place == path:
            raise ProgressError("The progress file cannot be written: Read-only file system.")
        return opened(place, warn)

    monkeypatch.setattr(start, "open_progress", read_only)
    before = content(tmp_path)
    with readable_progress(path, ignore) as copy:
        (tmp_path / "out").mkdir()
        assert export_csv(copy, tmp_path / "out" / "table.csv") == 3
    assert len(tried) == 2
    assert not tried[1].exists()
    (tmp_path / "out" / "table.csv").unlink()
    (tmp_path / "out").rmdir()
    assert content(tmp_path) == before
    store.close()
