"""Copies, damage, full disks and older files: what is restored, refused or left alone."""

import contextlib
import os
import sqlite3
import stat

import pytest

from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.backup import copies_of, generation_of, newest_copy
from device.tutor.progress.schema import MIGRATIONS, VERSION, migrate, version_of
from tests.device.tutor.progress.stored import count, keep, opened


def test_every_session_is_copied_and_the_newest_copies_are_kept(path, warned):
    with opened(path, warned) as store:
        for _ in range(5):
            keep(store, "A")
        generations = sorted(generation_of(copy) for copy in copies_of(path))
        assert generations[-1] == store.generation
        assert len(set(generations)) == 3


def test_a_session_that_was_cut_off_is_copied_at_the_next_start(path, warned):
    with opened(path, warned) as store:
        keep(store, "A")
        keep(store, "BC", finish=False)
    with opened(path, warned) as store:
        assert generation_of(newest_copy(path)) == store.generation


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(b"not a database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:100] + bytes(9000)),
    ],
    ids=["empty", "cut short", "something else", "zeros"],
)
def test_a_damaged_file_is_replaced_by_its_newest_copy_and_kept_aside(path, warned, damage):
    with opened(path, warned) as store:
        keep(store, "AB")
        keep(store, "CD")
    damage(path)
    with opened(path, warned) as store:
        assert count(store) == 4
    assert len(warned) == 1
    assert "last good copy" in warned[0]
    assert (path.parent / "progress.db.damaged1").exists()


def test_a_damaged_copy_is_passed_over(path, warned):
    with opened(path, warned) as store:
        keep(store, "A")
        keep(store, "B")
    newest = newest_copy(path)
    newest.write_bytes(newest.read_bytes()[:3000])
    path.write_bytes(b"x" * 9000)
    with opened(path, warned) as store:
        assert count(store) == 1


def test_a_missing_file_is_restored_from_its_copy_without_an_old_log(path, warned):
    with opened(path, warned) as store:
        keep(store, "A")
    old = {copy: copy.read_bytes() for copy in copies_of(path) if copy.exists()}
    with opened(path, warned) as store:
        for _ in range(5):
            keep(store, "ABCDEFG")
        log = path.with_name("progress.db-wal").read_bytes()
    for copy in copies_of(path):
        copy.unlink(missing_ok=True)
    for copy, content in old.items():
        copy.write_bytes(content)
    path.unlink()
    path.with_name("progress.db-wal").write_bytes(log)
    with opened(path, warned) as store:
        assert count(store) == 1
    assert "missing" in warned[0]


def test_damage_without_a_copy_starts_empty_with_a_warning(path, warned):
    path.parent.mkdir()
    path.write_bytes(b"x" * 9000)
    with opened(path, warned) as store:
        assert count(store) == 0
    assert "starts anew" in warned[0]


@pytest.mark.parametrize(
    "content", [b"# Notes\n\nfor Monday\n", b"\x89PNG\r\n\x1a\n", b"\0" * 9000], ids=["text", "picture", "zeros"]
)
def test_a_file_of_another_kind_is_refused_and_left_alone(tmp_path, warned, content):
    path = tmp_path / "notes.md"
    path.write_bytes(content)
    with pytest.raises(ProgressError, match="is not a progress file"):
        ProgressStore.open(path, warned)
    assert path.read_bytes() == content
    assert [each.name for each in tmp_path.iterdir()] == ["notes.md"]


def test_a_damaged_progress_file_of_any_name_is_known_by_its_copies(tmp_path, warned):
    path = tmp_path / "anna"
    with opened(path, warned) as store:
        keep(store, "AB")
    path.write_bytes(b"# Notes\n")
    with opened(path, warned) as store:
        assert count(store) == 2


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path, warned):
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    content = path.read_bytes()
    with pytest.raises(ProgressError, match="database of another program"):
        ProgressStore.open(path, warned)
    assert path.read_bytes() == content


def test_a_second_damaged_file_does_not_replace_the_first(path, warned):
    for _ in range(2):
        with opened(path, warned) as store:
            keep(store, "A")
        path.write_bytes(b"x" * 9000)
    with opened(path, warned):
        pass
    assert {each.name for each in path.parent.glob("*.damaged?")} == {"progress.db.damaged1", "progress.db.damaged2"}


def test_a_card_that_cannot_be_read_is_damage(path, warned):
    with opened(path, warned) as store:
        keep(store, "A")
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("""UPDATE cards SET card = '{"due": 5}'""")
        db.commit()
    with opened(path, warned) as store:
        assert store.cards("red-fox", "sign")["A"].fsrs is None
    assert "damaged" in warned[0]


def full(number):
    raise OSError(28, "No space left on device")


def test_a_damaged_schema_is_detected_although_its_error_message_is_not_text(path, warned):
    with opened(path, warned) as store:
        keep(store, "AB")
    content = path.read_bytes()
    assert b"CREATE TABLE meta" in content
    path.write_bytes(content.replace(b"CREATE TABLE meta", b"CREATE TAB\x82E meta"))  # not UTF-8, and SQLite quotes it
    with opened(path, warned) as store:
        assert count(store) == 2
    assert "damaged" in warned[0]


def test_a_full_disk_for_a_copy_is_a_warning(path, warned, monkeypatch):
    with opened(path, warned) as store:
        monkeypatch.setattr(os, "fsync", full)
        keep(store, "A")
        assert count(store) == 1
    assert "could not be copied" in warned[0]


def test_an_older_file_is_migrated_and_keeps_its_data(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "p.db", isolation_level=None)) as db:
        assert migrate(db) == 0
        db.execute("INSERT INTO learners (slot) VALUES ('red-fox')")
        later = (*MIGRATIONS, ("ALTER TABLE learners ADD COLUMN pace REAL", "UPDATE learners SET pace = 1.5"))
        assert migrate(db, later) == VERSION
        assert db.execute("SELECT slot, pace FROM learners").fetchall() == [("red-fox", 1.5)]
        assert version_of(db) == VERSION + 1
        assert migrate(db, later) == VERSION + 1


def test_a_migration_that_fails_changes_nothing(tmp_path):
    with contextlib.closing(sqlite3.connect(tmp_path / "p.db", isolation_level=None)) as db:
        migrate(db)
        broken = (*MIGRATIONS, ("ALTER TABLE learners ADD COLUMN pace REAL", "UPDATE nothing SET pace = 1"))
        with pytest.raises(sqlite3.Error):
            migrate(db, broken)
        assert version_of(db) == VERSION
        assert "pace" not in [row[1] for row in db.execute("PRAGMA table_info(learners)")]


def test_a_file_of_a_newer_version_is_not_changed(path, warned):
    with opened(path, warned) as store:
        keep(store, "A")
        store.db.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(ProgressError, match="newer release"):
        ProgressStore.open(path, warned)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_created_gives_a_message(tmp_path, warned):
    (tmp_path / "file").write_text("")
    with pytest.raises(ProgressError, match="cannot be"):
        ProgressStore.open(tmp_path / "file" / "progress.db", warned)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_gives_a_message(tmp_path, warned):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(ProgressError, match="cannot be"):
        ProgressStore.open(tmp_path / "progress.db", warned)


def test_another_sqlite_file_is_not_used_as_progress(path, warned):
    path.parent.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photos (name TEXT)")
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(ProgressError, match="cannot be used"):
        ProgressStore.open(path, warned)
    assert path.exists()
