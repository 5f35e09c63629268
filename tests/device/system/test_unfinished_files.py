"""Unfinished files: each has one writer, and what ended programs have left is removed."""

import subprocess
import sys
import threading
from pathlib import Path

from device.system.files import atomic_path, write_atomic
from device.system.unfinished_files import remove_abandoned

ROOT = Path(__file__).parents[3]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_two_writers_of_one_file_do_not_share_an_unfinished_one(tmp_path):
    file = tmp_path / "settings.toml"
    both, done = threading.Barrier(2), []

    def write(text: str) -> None:
        with atomic_path(file) as part:
            part.write_text(text)
            both.wait(10)
        done.append(text)

    writers = [threading.Thread(target=write, args=(text,)) for text in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(done) == ["one", "two"]
    assert file.read_text() in done
    assert names(file.parent) == [file.name]


def test_an_unfinished_file_of_a_program_at_work_is_kept(tmp_path):
    code = "import pathlib, sys\nfrom device.system.unfinished_files import part_path\n"
    code += "p = part_path(pathlib.Path(sys.argv[1])); p.write_text('half'); print(p.name, flush=True); input()"
    command = [sys.executable, "-c", code, tmp_path / "picture"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        part = other.stdout.readline().strip()
        remove_abandoned(tmp_path)
        assert names(tmp_path) == [part]
        other.communicate("\n")
    remove_abandoned(tmp_path)
    assert names(tmp_path) == []


def test_a_file_of_somebody_else_that_ends_in_part_is_kept(tmp_path):
    file = tmp_path / "settings.toml"
    (file.parent / "download.part").write_text("theirs")
    write_atomic(file, "new")
    assert names(file.parent) == ["download.part", file.name]


def test_a_name_of_full_length_is_written(tmp_path):
    for name in ("x" * 250, "ä" * 120):
        write_atomic(tmp_path / name, "new")
        assert (tmp_path / name).read_text() == "new"
