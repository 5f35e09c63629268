"""Targets of the fuzz benchmark: progress files and exported tables."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from benchmarks._fuzz_target import Run, ignore, use
from device.settings import LEARNERS
from device.tutor.progress import ProgressStore
from device.tutor.progress.questions import QUESTIONS, answer
from device.tutor.progress.transfer import import_csv
from tests.hard_inputs.tables import progress_table


@contextlib.contextmanager
def progress_tables(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Exported tables, as `--import` takes them."""
    path = folder / "a.csv"

    def run(data: bytes) -> None:
        path.write_bytes(data)
        store = ProgressStore.in_memory()
        try:
            import_csv(store, path)
            _look_at(store)
        finally:
            store.close()

    yield [progress_table(), progress_table(";"), progress_table("\t")], run


def _look_at(store: ProgressStore) -> None:
    """Read everything that a lesson and the page read."""
    for learner in store.learners():
        for skill in ("sign", "receptive"):
            store.cards(learner.slot, skill)
        store.confusions(learner.slot)
    store.last_seen()
    use(store.generation)


@cache
def _database() -> bytes:
    """Return a valid progress file."""
    with tempfile.TemporaryDirectory() as name:
        path, table = Path(name) / "a.db", Path(name) / "a.csv"
        table.write_bytes(progress_table())
        store = ProgressStore.open(path, ignore)
        import_csv(store, table)
        store.note_date(datetime(2026, 1, 5, tzinfo=UTC))
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.close()
        return path.read_bytes()


def _open_progress(folder: Path) -> None:
    """Open the folder's progress file as a lesson and the page do."""
    path = folder / "a.db"
    store = ProgressStore.open(path, ignore)
    try:
        _look_at(store)
        for question in QUESTIONS:
            answer(path, question.name, {"learner": LEARNERS[0]})
    finally:
        store.close()


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


@contextlib.contextmanager
def progress_files(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Damaged progress files."""

    def run(data: bytes) -> None:
        _empty(folder)
        (folder / "a.db").write_bytes(data)
        _open_progress(folder)

    yield [_database()], run


STATEMENTS = (
    b"UPDATE meta SET value = '5'",
    b"UPDATE meta SET value = 'x' WHERE key = 'last_seen'",
    b"UPDATE meta SET value = '5' WHERE key = 'generation'",
    b"UPDATE cards SET card = '{}'",
    b"UPDATE cards SET gap = 3, due_session = 9",
    b"UPDATE sessions SET started = '2026-01-01', number = 3",
    b"UPDATE sessions SET score = 3, ended = 'x', mode = 'words'",
    b"UPDATE reviews SET rivals = 'AB', letter = 'C'",
    b"UPDATE reviews SET took_ms = 3, outcome = 'right', attempts = 2",
    b"UPDATE learners SET hand = 'left', sessions = 4",
    b"DELETE FROM meta",
    b"DELETE FROM sessions",
    b"DELETE FROM learners",
)


@contextlib.contextmanager
def progress_values(folder: Path) -> Iterator[tuple[list[bytes], Run]]:
    """Change values in a valid progress file, as another program or a hand can."""

    def run(data: bytes) -> None:
        _empty(folder)
        (folder / "a.db").write_bytes(_database())
        with contextlib.closing(sqlite3.connect(folder / "a.db", isolation_level=None)) as db:
            for statement in data.decode("utf-8", "replace").split(";")[:10]:
                if statement.strip().upper().startswith(("UPDATE", "DELETE", "INSERT")):
                    with contextlib.suppress(sqlite3.Error, sqlite3.Warning, ValueError, OverflowError):
                        db.execute(statement)
        _open_progress(folder)

    yield [*STATEMENTS, b";".join(STATEMENTS[1:6]), b";".join(STATEMENTS[5:9])], run
