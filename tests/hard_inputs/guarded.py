"""Run a command in this process with streams, a home, and limits on time and memory of its own."""

import contextlib
import importlib
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from device.signing.pose_table import pose_table
from tests.fakes import ansible
from tests.hard_inputs.parsers import NEEDS

LIMIT_S = 90.0  # a command that takes longer hangs; the slowest takes 3 s on an idle machine
HEADROOM = {"fsrs": 2 << 30, "tensorflow": 12 << 30}
"""Bytes of address space that a command may take beyond what the process has; TensorFlow maps several GB."""
STAND_INS = {
    ("deploy", "deploy.__main__", "run_ansible"): ansible.run_ansible,
    ("deploy", "deploy.inventory_file", "run_ansible"): ansible.run_ansible,
    # The hand is rendered the same for every input, a second for each letter.
    ("training synthetic reference", "training.rendering.reference", "reference_image"): (
        lambda *_, **__: np.zeros((8, 8, 4), np.uint8)
    ),
    ("training handshapes review", "training.rendering.review_sheet", "sign_picture"): (
        lambda *_, **__: Image.new("RGBA", (8, 8))
    ),
    # The way between each two signs is searched for half a minute; the bundled table has them all.
    ("training handshapes build", "training.rendering.station_hand", "reference_table"): lambda *_: pose_table(),
}
"""(first words of the command, module, name) → what takes its place, so that each input is tried quickly."""


class Hang(BaseException):
    """The command took longer than LIMIT_S."""


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Make a folder the home, the working folder and the place of temporary files."""
    before, home, temporary = dict(os.environ), Path.cwd(), tempfile.tempdir
    names = ("HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR")
    (folder / "home").mkdir()
    os.environ.update({name: str(folder / "home") for name in names}, PYTHONWARNINGS="ignore")
    os.environ.pop("STATE_DIRECTORY", None)
    tempfile.tempdir = str(folder / "home")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = temporary
        os.chdir(home)


def run(program: str, argv: list[str], folder: Path) -> tuple[int, str, str]:
    """Run a command in this process with streams of its own and limits on time and memory."""
    module = importlib.import_module(f"{program}.__main__")
    for (words, name, attribute), stand_in in STAND_INS.items():
        if " ".join((program, *argv)).startswith(words):
            setattr(importlib.import_module(name), attribute, stand_in)
    out, err = folder / "out.txt", folder / "err.txt"
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with _streams(out, err), _memory_limit(HEADROOM[NEEDS[program]]):
        before = signal.signal(signal.SIGALRM, _alarm)
        signal.setitimer(signal.ITIMER_REAL, LIMIT_S)
        try:
            code = module.main(argv)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
    return int(code or 0), out.read_text("utf-8", "surrogateescape"), err.read_text("utf-8", "surrogateescape")


def _alarm(number: int, frame: object) -> None:
    raise Hang


@contextlib.contextmanager
def _streams(out: Path, err: Path) -> Iterator[None]:
    """Send the process's output and errors to files, also those of C libraries."""
    kept, streams = (os.dup(1), os.dup(2)), (sys.stdin, sys.stdout, sys.stderr)
    try:
        with out.open("w", encoding="utf-8") as new_out, err.open("w", encoding="utf-8") as new_err:
            sys.stdout.flush(), sys.stderr.flush()
            os.dup2(new_out.fileno(), 1)
            os.dup2(new_err.fileno(), 2)
            with open(os.devnull, encoding="utf-8") as nothing:  # noqa: PTH123  it is no file
                sys.stdin, sys.stdout, sys.stderr = nothing, new_out, new_err
                yield
                sys.stdout.flush(), sys.stderr.flush()
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        for number, descriptor in enumerate(kept, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)


@contextlib.contextmanager
def _memory_limit(headroom: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + headroom, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
