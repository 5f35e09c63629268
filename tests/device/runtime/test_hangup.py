"""A terminal that closes ends every live command in order: session stored, exit 0, although each write to it fails."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from device.settings import DEMO
from tests.fakes.clips import TINY

ROOT = Path(__file__).parents[3]
CAPTURE = ("--signer", "a", "--hand", "right", "--lighting", "l", "--room", "r", "--consent", "yes", "--count", "9000")
COMMANDS = {
    "run": ("--model", TINY),
    "practice": ("--model", TINY, "--letters", "HELO"),
    "web": ("--model", TINY, "--port", "0", "--mode", "letters"),
    "capture": (*CAPTURE, "--letters", "A", "--countdown", "0"),
}

PIECES = 12
"""Pieces of its screen that a program draws before its terminal closes: it is at work then."""


def arguments(command: str, folder: Path) -> list[str]:
    place = {"practice": ["--progress"], "web": ["--progress"], "capture": ["--to"]}.get(command, [])
    more = [*place, str(folder / "kept")] if place else []
    shown = [] if command == "web" else ["--display", "terminal"]
    return [command, "--camera", f"clip:{DEMO}?loop=1", *shown, *map(str, COMMANDS[command]), *more]


def at_terminal(command: list[str], environment: dict[str, str]) -> tuple[subprocess.Popen, int]:
    """Start a program as the leader of a new terminal; return it and our side of the terminal."""
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        command,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        cwd=ROOT,
        env=environment,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
    )
    os.close(theirs)
    return program, ours


def read_for(terminal: int, seconds: float, marker: bytes | None = None, pieces: int | None = None) -> bytes:
    """Read what the program prints, so that it never waits for us; stop at `marker`, or after so many pieces."""
    text, end = b"", time.monotonic() + seconds
    while time.monotonic() < end and (marker is None or marker not in text) and pieces != 0:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                text += os.read(terminal, 65536)
            except OSError:  # the program has ended
                break
            pieces = None if pieces is None else pieces - 1
    return text


@pytest.mark.parametrize("how", ["closed", "signal"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_terminal_that_closes_ends_a_command_in_order(tmp_path, command, how):
    environment = {**os.environ, "TERM": "xterm", "XDG_STATE_HOME": str(tmp_path / "state")}
    program, terminal = at_terminal([sys.executable, "-m", "device", *arguments(command, tmp_path)], environment)
    if command == "web":  # it prints nothing more
        text = read_for(terminal, 30.0, b"http://") + read_for(terminal, 0.5)
    else:
        text = read_for(terminal, 30.0, b"\x1b[?1049h") + read_for(terminal, 3.0, pieces=PIECES)
    assert program.poll() is None, text.decode(errors="replace")[-800:]
    if how == "closed":
        os.close(terminal)
    else:
        program.send_signal(signal.SIGHUP)
        text = read_for(terminal, 15.0)
        if command != "web":
            assert b"\x1b[?1049l" in text  # the terminal is given back
    assert program.wait(20) == 0
    if command == "practice":
        with contextlib.closing(sqlite3.connect(tmp_path / "kept")) as db:
            assert db.execute("SELECT DISTINCT ended FROM sessions").fetchall() in ([("stopped",)], [])
    if how == "signal":
        os.close(terminal)
