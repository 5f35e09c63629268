"""The agent's copies of device code (atomic write, facts about the machine) behave like the originals."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.agent import layout
from deploy.agent.layout import Layout
from deploy.agent.probe import probe, userland_bits
from device.system import files, machine

Write = Callable[[Path, str], None]
WRITERS = {
    "device": lambda path, text: files.write_atomic(path, text, durable=True, mode=0o644),
    "agent": lambda path, text: layout.write_atomic(path, text),
}


@pytest.fixture(params=WRITERS)
def write(request) -> Write:
    return WRITERS[request.param]


def result_of(write: Write, folder: Path, text: str, fail: str = "") -> object:
    """What a write leaves: the error, and names, contents and modes of all files in the folder."""
    path = folder / "options"
    path.write_text("old")
    error = None
    with pytest.MonkeyPatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        if fail:
            patch.setattr(*{"sync": (os, "fsync"), "rename": (Path, "replace")}[fail], full)
        try:
            write(path, text)
        except OSError as raised:
            error = raised.errno
    return error, {
        entry.name: (entry.read_bytes(), stat.S_IMODE(entry.stat().st_mode)) for entry in sorted(folder.iterdir())
    }


@pytest.mark.parametrize("fail", ["", "sync", "rename"])
@pytest.mark.parametrize("text", ["", "network\r\nweb\n", "ü"])
def test_both_leave_the_same_behind(tmp_path, text, fail):
    left = []
    for name, write in WRITERS.items():
        folder = tmp_path / name
        folder.mkdir()
        left.append(result_of(write, folder, text, fail))
    assert left[0] == left[1]
    assert list(left[0][1]) == ["options"]
    assert left[0][0] == (errno.ENOSPC if fail else None)


def test_both_sync_content_then_folder(write, tmp_path, monkeypatch):
    synced, real = [], os.fsync

    def fsync(descriptor: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "content")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write(tmp_path / "options", "web\n")
    assert synced == ["content", "folder"]


@pytest.mark.parametrize("model", ["Raspberry Pi 4 Model B Rev 1.4\0", "Radxa ROCK 5B\0", None])
def test_both_tell_a_pi_from_other_machines(tmp_path, model):
    if model is not None:
        (tmp_path / "proc/device-tree").mkdir(parents=True)
        (tmp_path / "proc/device-tree/model").write_text(model)
    assert probe(Layout(tmp_path))["pi"] == machine.is_pi(tmp_path) == (model or "").startswith("Raspberry")
    assert userland_bits() == machine.userland_bits()
