"""Run a command with one hard input in this process, and say what it did wrong."""

import contextlib
import functools
import importlib
import multiprocessing
import os
import shutil
import signal
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.hard_inputs.command_lines import arguments_for
from tests.hard_inputs.faults import faults_of_files, faults_of_text, folder_state, watching
from tests.hard_inputs.files import Input
from tests.hard_inputs.guarded import LIMIT_S, Hang, in_folder, run
from tests.hard_inputs.kinds import KINDS, kind_of
from tests.hard_inputs.parsers import NEEDS, Command, Option

ROOT = Path(__file__).parents[2]


@dataclass
class Result:
    """What a command did with one input.

    Attributes:
        label: of the input.
        argv: the command line, after the program.
        code: exit code, None if it did not end by itself.
        out, err: what it printed.
        faults: what it did wrong; empty if all is well.
    """

    label: str
    argv: list[str]
    code: int | None = None
    out: str = ""
    err: str = ""
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        shown = [value if len(value) < 80 else f"{value[:60]}…" for value in self.argv]
        return f"{self.label}: {'; '.join(self.faults)}\n    {shown!r} → {self.code}: {self.err[-600:]!a}"


def cells(command: Command) -> Iterator[tuple[str, Option]]:
    """Yield (kind, option) for all that a command takes."""
    for option in command.options:
        kind = kind_of(option)
        if kind is not None:
            yield kind, option


def try_inputs(command: Command, option: Option, kind: str, folder: Path) -> list[Result]:
    """Try all inputs of a kind in one option of a command, each in a folder of its own.

    The commands of the device run in a child process, so that one that ends the interpreter is a fault of its input
    alone. TensorFlow does not survive a fork; commands that may use it run in this process.
    """
    with in_folder(folder):
        inputs = folder / "inputs"
        inputs.mkdir()
        given = list(KINDS[kind].inputs(inputs))
        trials = [(command, option, each, folder, KINDS[kind].writes) for each in given]
        if NEEDS[command.program] == "tensorflow":
            if command.words[:1] in (("synthetic",), ("motion",)):
                _compile_renderer()
            return [_try(*trial) for trial in trials]
        results: list[Result] = []
        while len(results) < len(trials):
            results += _in_child(trials[len(results) :])
        return results


@functools.cache
def _compile_renderer() -> None:
    """Compile the renderer, which takes longer than any input, before the time is limited."""
    job = importlib.import_module("training.rendering.dataset").RenderJob(1)
    importlib.import_module("training.rendering.labelled_image").render_image(job.plan(0), job.seed, 0)


def _in_child(trials: list[tuple[Command, Option, Input, Path, bool]]) -> list[Result]:
    """Run trials in one child process; if it ends early, the last result says so."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    child = os.fork()
    if child == 0:
        try:
            ours.close()
            for trial in trials:
                theirs.send(_try(*trial))
        finally:
            os._exit(0)
    theirs.close()
    results: list[Result] = []
    with contextlib.suppress(EOFError):
        while len(results) < len(trials) and ours.poll(3 * LIMIT_S):
            results.append(ours.recv())
    if len(results) < len(trials):
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        command, option, given, folder, _ = trials[len(results)]
        lost = Result(given[0], arguments_for(command, option, given[1], folder / "here"))
        results.append(lost)
    status = os.waitpid(child, 0)[1]
    if status:
        number = os.waitstatus_to_exitcode(status)
        results[-1].faults.append("no reaction to the time limit" if number == -9 else f"the process ended: {number}")
    return results


def try_valid(command: Command, folder: Path) -> Result:
    """Run a command with valid values only, so that a failure in `try_inputs` is that of the hard input."""
    with in_folder(folder):
        (folder / "inputs").mkdir()
        return _try(command, None, ("valid", ""), folder, True)


def _try(command: Command, option: Option | None, given: Input, folder: Path, writes: bool) -> Result:
    label, value = given
    here = folder / "here"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    os.chdir(here)
    result = Result(label, arguments_for(command, option, value, here))
    before = folder_state(folder / "inputs")
    with watching(str(folder.resolve()), "/dev/", "/proc/", str(ROOT / ".cache")) as watch:
        try:
            result.code, result.out, result.err = run(command.program, result.argv, folder)
        except Hang:
            result.faults.append(f"not done after {LIMIT_S:g} s")
        except BaseException as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            result.faults.append(
                f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:200]!a}"
            )
        finally:
            os.chdir(folder)
    result.faults += watch.faults()[:3]
    if result.code is not None:
        result.faults += faults_of_text(result.code, result.out, result.err)
    result.faults += faults_of_files(before, folder_state(folder / "inputs"), value, writes)
    result.faults += [f"left {path.name}" for path in folder.rglob("*.part*")][:3]
    result.faults += [f"a thread is left: {each.name}" for each in threading.enumerate() if each.name == "web"]
    return result
