"""Run folders: atomic writes, one run in a folder, one sentence when a file cannot be written."""

import errno
import json
import resource
import signal
from contextlib import contextmanager

import pytest

from training.errors import RunError
from training.run_folder import open_run, read_json, write_bytes, write_json, written_whole


@contextmanager
def files_limited_to(size):
    """The kernel refuses to let any file of this process grow beyond `size` bytes: a real OSError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_rest(tmp_path):
    path = tmp_path / "weights.npz"
    write_bytes(path, b"old")
    with files_limited_to(1000), pytest.raises(RunError, match="resumes from the last checkpoint") as caught:
        write_bytes(path, bytes(100_000))
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["weights.npz"]


def test_a_full_disk_is_called_that(tmp_path):
    with pytest.raises(RunError, match="disk is full"), written_whole(tmp_path / "a.npz"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_failing_writer_leaves_nothing(tmp_path):
    def half_way():
        with written_whole(tmp_path / "a.json") as part:
            part.write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert list(tmp_path.iterdir()) == []


def test_the_part_keeps_its_suffix_last(tmp_path):
    with written_whole(tmp_path / "sub" / "model.keras") as part:
        assert part.suffix == ".keras"
        part.touch()
    assert (tmp_path / "sub" / "model.keras").exists()


def test_a_folder_holds_one_run(tmp_path):
    config = {"epochs": 3, "plan": {"sizes": (1, 2)}}
    assert open_run(tmp_path, config) is False
    assert open_run(tmp_path, config) is True
    with pytest.raises(RunError, match=r"epochs = 3, not 4.*--run"):
        open_run(tmp_path, {**config, "epochs": 4})
    environment = read_json(tmp_path / "environment.json")
    assert environment["packages"]["tensorflow"]
    assert environment["platform"]
    assert len(environment["commit"]) == 40


def test_a_broken_or_missing_record_is_one_sentence(tmp_path):
    with pytest.raises(RunError, match="finished run"):
        read_json(tmp_path / "config.json")
    (tmp_path / "config.json").write_text('{"a": ')
    with pytest.raises(RunError, match="not JSON"):
        read_json(tmp_path / "config.json")


def test_json_is_readable_by_people(tmp_path):
    write_json(tmp_path / "a.json", {"rotation": "±10°"})
    assert "±10°" in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == {"rotation": "±10°"}
