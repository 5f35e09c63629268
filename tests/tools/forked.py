"""Run `python -m …` in a fork of this process, with the standard streams that a shell might give it.

A new interpreter would import NumPy and OpenCV anew for each command; a fork has them. What differs from a new
interpreter is its start alone, which does not depend on the command.
"""

import io
import os
import runpy
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass

LIMIT_S = 120
FULL, LEFT = "full", "left"
"""Where standard output leads: to a full disk, or to a program that has ended."""


@dataclass(frozen=True)
class Ended:
    """What a program did.

    Attributes:
        code: exit code; negative after a signal.
        out, err: what it wrote.
    """

    code: int
    out: bytes
    err: bytes


def run_in_fork(
    words: Sequence[str], *, closed: Collection[int] = (), out: str = "", err: str = "", encoding: str = "utf-8"
) -> Ended:
    """Run a module as `python -m` does.

    Args:
        words: the module and its arguments.
        closed: descriptors of streams that are closed: 0, 1, 2.
        out: "", FULL or LEFT.
        err: "" or FULL.
        encoding: of the streams, as the locale sets it.
    """
    with tempfile.TemporaryFile() as out_file, tempfile.TemporaryFile() as err_file:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                signal.alarm(LIMIT_S)
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(_target(out, out_file.fileno()), 1)
                os.dup2(_target(err, err_file.fileno()), 2)
                _open_streams(closed, encoding)
                code = _run(words)
            finally:
                os._exit(code)
        status = os.waitpid(child, 0)[1]
        texts = [file.seek(0) or file.read() for file in (out_file, err_file)]
    return Ended(os.waitstatus_to_exitcode(status), *texts)


def _target(kind: str, file: int) -> int:
    """Return the descriptor that a stream is to lead to."""
    if kind == FULL:
        return os.open("/dev/full", os.O_WRONLY)
    if kind == LEFT:
        reader, writer = os.pipe()
        os.close(reader)
        return writer
    return file


def _open_streams(closed: Collection[int], encoding: str) -> None:
    """Give `sys` the streams that a new interpreter would make of the descriptors."""
    for descriptor in closed:
        os.close(descriptor)
    errors = {"stdin": "surrogateescape", "stdout": "surrogateescape", "stderr": "backslashreplace"}
    for descriptor, (name, handling) in enumerate(errors.items()):
        stream = None
        if descriptor not in closed:
            raw = io.FileIO(descriptor, "r" if descriptor == 0 else "w", closefd=False)
            buffered = io.BufferedReader(raw) if descriptor == 0 else io.BufferedWriter(raw)
            stream = io.TextIOWrapper(buffered, encoding, handling, line_buffering=name == "stderr")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _run(words: Sequence[str]) -> int:
    """Run the module, and flush its output as an interpreter does when it ends."""
    sys.argv = list(words)
    code = 0
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="runpy")  # the module may have been imported before
            runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError) as error:
        os.write(2, f"Exception ignored: {error}".encode())
        code = 120
    return code
