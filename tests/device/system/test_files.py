"""Atomic writes: the old content or the new one, never half a file."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from device.system.files import atomic_path, create_atomic, write_atomic
from device.system.unfinished_files import part_path

ROOT = Path(__file__).parents[3]


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text("old")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def write_in_a_process(path: Path, text: str, before: str) -> tuple[int, str]:
    """Write `text` durably in a process that runs `before` first; exit status and standard error."""
    code = f"import os, pathlib, sys\nfrom device.system.files import write_atomic\n{before}\n"
    code += "write_atomic(pathlib.Path(sys.argv[1]), sys.argv[2], durable=True)"
    done = subprocess.run([sys.executable, "-c", code, path, text], capture_output=True, text=True, cwd=ROOT)
    return done.returncode, done.stderr


@pytest.mark.parametrize("durable", [False, True])
@pytest.mark.parametrize(
    ("data", "content"), [("neu: ü\r\n", "neu: ü\r\n".encode()), (b"\0\xff", b"\0\xff"), ("", b"")]
)
def test_a_new_content_replaces_the_old_one(file, data, content, durable):
    write_atomic(file, data, durable=durable)
    assert file.read_bytes() == content
    assert names(file.parent) == [file.name]


def test_a_new_file_is_written(tmp_path):
    write_atomic(tmp_path / "new", "x")
    assert names(tmp_path) == ["new"]


def test_the_mode_is_set_before_the_file_has_its_name(tmp_path):
    write_atomic(tmp_path / "key", "secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_full_disk_leaves_the_old_file_and_no_other(file, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomic(file, "new", durable=True)
    assert file.read_text() == "old"
    assert names(file.parent) == [file.name]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_takes_no_byte_leaves_the_old_file_and_no_other(file):
    part_path(file).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_atomic(file, "new")
    assert file.read_text() == "old"
    assert names(file.parent) == [file.name]


def test_a_limit_reached_while_writing_leaves_the_old_file_and_no_other(file):
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))"
    code, err = write_in_a_process(file, "x" * 5000, limit)
    assert code == 1
    assert "OSError: [Errno 27] File too large" in err
    assert file.read_text() == "old"
    assert names(file.parent) == [file.name]


def test_a_crash_between_write_and_rename_leaves_the_old_file(file):
    code, err = write_in_a_process(file, "new", "pathlib.Path.replace = lambda self, target: os._exit(9)")
    assert (code, err) == (9, "")
    assert file.read_text() == "old"
    left, kept = names(file.parent)
    assert (left, kept.endswith(".part")) == (file.name, True)
    write_atomic(file, "newer")
    assert file.read_text() == "newer"
    assert names(file.parent) == [file.name]


def test_durable_syncs_content_before_and_folder_after_the_rename(file, monkeypatch):
    steps = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "content")
        real_fsync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_atomic(file, "new", durable=True)
    assert steps == ["content", "rename", "folder"]
    steps.clear()
    write_atomic(file, "newer")
    assert steps == ["rename"]


def test_an_error_while_writing_leaves_the_old_file(file):
    def write_half() -> None:
        with atomic_path(file) as part:
            part.write_text("half")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_half()
    assert file.read_text() == "old"
    assert names(file.parent) == [file.name]


def test_a_library_that_goes_by_the_suffix_gets_the_same_name(file):
    with atomic_path(file, keep_name=True, durable=True) as target:
        assert target.name == file.name
        target.write_text("new")
    assert file.read_text() == "new"
    assert names(file.parent) == [file.name]


@pytest.mark.parametrize("keep_name", [False, True])
def test_a_body_that_writes_nothing_is_an_error(file, keep_name):
    with pytest.raises(FileNotFoundError), atomic_path(file, keep_name=keep_name):
        pass
    assert file.read_text() == "old"


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_atomic(tmp_path / "none" / "file", "x")


def test_a_new_file_is_created_once(tmp_path):
    create_atomic(tmp_path / "new", "first", durable=True)
    with pytest.raises(FileExistsError):
        create_atomic(tmp_path / "new", "second")
    assert (tmp_path / "new").read_text() == "first"
    assert names(tmp_path) == ["new"]


def test_a_disk_without_links_creates_a_file_once_too(tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    test_a_new_file_is_created_once(tmp_path)
