"""What `capture` writes: complete pictures that replace no other, and none without consent."""

import errno
import json
import multiprocessing
import os
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np
import pytest

from device.capture.consent import agreed
from device.capture.session import (
    open_session,
    write_once,
)
from device.capture.store import PictureStore
from device.capture.summary import summary
from device.errors import RecordingError
from device.system import machine
from device.system.unfinished_files import part_path
from tests.device.capture.recordings import NOW, PICTURE, files, session

# ── pictures ─────────────────────────────────────────────────────────────────────────────────────


def test_pictures_are_whole_grey_frames_numbered_by_letter(tmp_path):
    store = PictureStore(tmp_path)
    store.keep("A", cv2.cvtColor(PICTURE, cv2.COLOR_GRAY2BGR))
    store.keep("A", PICTURE)
    store.keep("nothing", PICTURE)
    assert files(tmp_path) == ["A/0000.png", "A/0001.png", "nothing/0000.png"]
    for name in files(tmp_path):
        assert np.array_equal(cv2.imread(str(tmp_path / name), cv2.IMREAD_UNCHANGED), PICTURE)
    assert store.count("A") == 2
    assert store.count("B") == 0


def test_numbers_go_on_where_they_stopped(tmp_path):
    PictureStore(tmp_path).keep("A", PICTURE)
    (tmp_path / "A" / "0007.png").write_bytes(b"mine")
    PictureStore(tmp_path).keep("A", PICTURE)
    assert files(tmp_path) == ["A/0000.png", "A/0007.png", "A/0008.png"]
    assert (tmp_path / "A" / "0007.png").read_bytes() == b"mine"


def test_a_name_taken_meanwhile_is_never_taken_over(tmp_path):
    """Two commands in the same session at the same time."""
    first, second = PictureStore(tmp_path), PictureStore(tmp_path)
    first.keep("A", PICTURE)
    second.keep("A", PICTURE // 2)
    first.keep("A", PICTURE)
    assert files(tmp_path) == ["A/0000.png", "A/0001.png", "A/0002.png"]
    assert np.array_equal(cv2.imread(str(tmp_path / "A" / "0001.png"), 0), PICTURE // 2)


def test_a_disk_without_hard_links_works_too(tmp_path, monkeypatch):
    def no_links(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    store = PictureStore(tmp_path)
    store.keep("A", PICTURE)
    (tmp_path / "A" / "0001.png").write_bytes(b"mine")
    store.keep("A", PICTURE)
    assert files(tmp_path) == ["A/0000.png", "A/0001.png", "A/0002.png"]
    assert (tmp_path / "A" / "0001.png").read_bytes() == b"mine"


@pytest.mark.parametrize("where", ["fsync", "link"])
def test_on_a_full_disk_nothing_half_written_stays_and_all_before_is_kept(tmp_path, monkeypatch, where):
    store = PictureStore(tmp_path)
    store.keep("A", PICTURE)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, where, full)
    if where == "link":
        monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(RecordingError, match=r"could not be written \(No space left on device\); all before it") as e:
        store.keep("A", PICTURE)
    assert e.value.exit_code == 6
    assert files(tmp_path) == ["A/0000.png"]
    monkeypatch.undo()
    store.keep("A", PICTURE)
    assert len(files(tmp_path)) == 2


def test_what_a_power_cut_left_unfinished_is_removed_and_never_counted(tmp_path):
    (tmp_path / "A").mkdir()
    (tmp_path / "A" / "123.part").write_bytes(b"\x89PNG half")
    store = PictureStore(tmp_path)
    assert files(tmp_path) == []
    assert store.count("A") == 0


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "A").write_bytes(b"")
    with pytest.raises(RecordingError, match=r"could not be written"):
        PictureStore(tmp_path).keep("A", PICTURE)


def test_the_disk_is_never_filled_to_the_brim(tmp_path, monkeypatch):
    store = PictureStore(tmp_path)
    store.check_space()
    monkeypatch.setattr(machine, "free_megabytes", lambda path: 42.4)
    with pytest.raises(RecordingError, match=r"Only 42 MB are free"):
        store.check_space()


# ── summary ──────────────────────────────────────────────────────────────────────────────────────


def test_the_summary_shows_the_balance_and_what_is_missing():
    lines = summary({"A": 30, "B": 15, "nothing": 0}, 30, Path("recordings/anna/x")).splitlines()
    assert [line.count("#") for line in lines[:3]] == [30, 15, 0]
    assert [line.split()[-1] for line in lines[:3]] == ["30", "15", "0"]
    assert lines[3] == "45 pictures in recordings/anna/x; 45 are missing: give the same command again to go on."
    assert summary({"A": 2}, 2, Path("x")).endswith("; nothing is missing.\n")


# ── two programs, full and read-only disks ───────────────────────────────────────────────────────


def _capture(folder, barrier, results) -> None:
    barrier.wait()
    try:
        at = agreed(folder, "anna", "yes", None, NOW)
        store = PictureStore(folder / "monday")
        for number in range(40):
            open_session(folder / "monday", session(consent=at))
            store.keep("A", PICTURE + np.uint8(number))
            if number % 10 == 9:
                store = PictureStore(folder / "monday")
        results.put("")
    except RecordingError as error:
        results.put(str(error))


def test_several_captures_share_a_session(tmp_path):
    context, programs = multiprocessing.get_context("fork"), 4
    barrier, results = context.Barrier(programs), context.Queue()
    running = [
        context.Process(target=_capture, args=(tmp_path, barrier, results), daemon=True) for _ in range(programs)
    ]
    for process in running:
        process.start()
    assert [results.get(timeout=60) for _ in running] == [""] * programs
    pictures = [f"monday/A/{number:04d}.png" for number in range(40 * programs)]
    assert files(tmp_path) == sorted(["consent.json", "monday/session.json", *pictures])
    assert all(cv2.imread(str(tmp_path / name), 0) is not None for name in pictures)


def test_a_session_that_another_program_has_just_begun_is_shared_or_refused(tmp_path, monkeypatch):
    """The other program writes session.json after this one has looked for it."""
    monkeypatch.setattr(Path, "exists", lambda self: False)
    write_once(tmp_path / "session.json", json.dumps(asdict(session())))
    assert open_session(tmp_path, session(started="later")) == session()
    with pytest.raises(RecordingError, match="was recorded with hand left, not right"):
        open_session(tmp_path, session(hand="right"))


def test_an_unfinished_picture_of_another_program_is_kept(tmp_path):
    (tmp_path / "A").mkdir()
    part = part_path(tmp_path / "A" / "0000.png")  # of this process, which is at work
    part.write_bytes(b"half")
    PictureStore(tmp_path)
    assert part.exists()


@pytest.mark.parametrize("name", [".0000.png", "._0001.png", ".DS_Store.png"])
def test_hidden_files_are_not_counted(tmp_path, name):
    (tmp_path / "A").mkdir()
    (tmp_path / "A" / name).write_bytes(b"x")
    store = PictureStore(tmp_path)
    assert store.count("A") == 0
    open_session(tmp_path, session())  # they are no pictures without a description
    assert store.keep("A", PICTURE).name == "0000.png"


ADVICE = {
    errno.ENOSPC: "make room, and give the same command again",
    errno.EDQUOT: "make room",
    errno.EROFS: "its disk is read-only",
    errno.EACCES: "a folder of your own",
    errno.EIO: "check the disk",
}


@pytest.mark.parametrize("number", ADVICE)
@pytest.mark.parametrize("what", ["consent", "session", "picture"])
def test_the_advice_fits_the_fault(tmp_path, monkeypatch, number, what):
    store = PictureStore(tmp_path)

    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    write = {
        "consent": lambda: agreed(tmp_path, "anna", "yes", None, NOW),
        "session": lambda: open_session(tmp_path, session()),
        "picture": lambda: store.keep("A", PICTURE),
    }[what]
    with pytest.raises(RecordingError, match=ADVICE[number]) as caught:
        write()
    assert number in (errno.ENOSPC, errno.EDQUOT) or "make room" not in str(caught.value)
    assert files(tmp_path) == []


def test_hidden_files_are_not_counted_and_numbers_of_other_writing_are_no_numbers(tmp_path):
    store = PictureStore(tmp_path)
    store.keep("A", PICTURE)
    for name in ("._0001.png", ".0002.png", "²³.png", "٣.png"):
        (tmp_path / "A" / name).write_bytes(b"x")
    (tmp_path / "A" / "folder.png").mkdir()
    again = PictureStore(tmp_path)
    assert again.count("A") == 3, "pictures of other names count, hidden ones do not"
    assert again.keep("A", PICTURE).name == "0001.png"
