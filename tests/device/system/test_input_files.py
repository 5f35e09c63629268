"""Input files: only regular files are read, up to a limit, and no more memory is taken than they need."""

import tracemalloc
from pathlib import Path

import pytest

from device.system.input_files import read_input


def test_a_file_is_read_whole(tmp_path):
    path = tmp_path / "a"
    for content in (b"", b"x", bytes(range(256)) * 1000):
        path.write_bytes(content)
        assert read_input(path, 1_000_000) == content


def test_a_file_that_does_not_know_its_size_is_read():
    assert read_input(Path("/proc/self/status"), 1_000_000).startswith(b"Name:")


def test_a_small_file_takes_little_memory_whatever_the_limit(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1000)
    tracemalloc.start()
    read_input(tmp_path / "a", 2**30)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_file_over_the_limit_is_refused(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1000)
    with pytest.raises(OSError, match="more than"):
        read_input(tmp_path / "a", 999)
