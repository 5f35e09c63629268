"""Run a command with one hard input in this process, and say what it did wrong."""

import contextlib
import functools
import hashlib
import importlib
import multiprocessing
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from device.errors import ExitCode
from device.signing.pose_table import pose_table
from tests.fakes import ansible
from tests.hard_inputs.files import Input
from tests.hard_inputs.kinds import KINDS, kind_of
from tests.hard_inputs.parsers import NEEDS, Command, Option

ROOT = Path(__file__).parents[2]
LIMIT_S = 90.0  # a command that takes longer hangs; the slowest takes 3 s on an idle machine
HEADROOM = {"fsrs": 2 << 30, "tensorflow": 12 << 30}
"""Bytes of address space that a command may take beyond what the process has; TensorFlow maps several GB."""
CODES = {code.value for code in ExitCode}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

FIXED = {
    "display": "log",
    "count": "1",
    "burst": "1",
    "every": "0",
    "countdown": "0",
    "signer": "a",
    "lighting": "l",
    "room": "r",
    "session": "s",
    "letters": "A",
    "frames": "5",
    "trials": "1",
    "epochs": "1",
    "workers": "1",
    "port": "0",
    "width": "32",
    "height": "32",
}
"""Values by dest, so that a command ends soon."""
FREE = {
    *("record_to", "against", "json", "log", "config", "words", "export", "import_", "replay"),
    *("train_csv", "test_csv", "out", "worst", "start", "mine", "lstm", "only", "detector", "classifier", "inventory"),
}
"""Options that a command does without, unless they are what is tried."""
CHOSEN = {"consent": "yes", "hand": "right"}
SWITCHES = ("no_realtime", "quick", "list", "light")
WITH: dict[str, tuple[str, ...]] = {
    "record_to": ("--display", "recorder"),
    "words": ("--mode", "words"),
    "out": ("--view", "debug"),
    "detector": ("--classifier", "no-run"),
    "classifier": ("--detector", "no-run"),
    "test_csv": ("--train-csv", "valid.csv"),
    **dict.fromkeys(("lines", "recordings", "ssh_args", "device_python"), ("--pi", "pi@table1")),
}
"""What an option needs beside it, where the command has it."""

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

_watched: list["_Watch"] = []


class Hang(BaseException):
    """The command took longer than LIMIT_S."""


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


class _Watch:
    """Notes files that this process writes outside the allowed folders."""

    EVENTS = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        self.touched: list[tuple[str, str]] = []

    def note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & WRITING if isinstance(flags, int) else bool(set(mode or "") & set("wax+"))
            paths = [path] if writes else []
        elif event in self.EVENTS:
            paths = [each for each in arguments if isinstance(each, str | bytes | os.PathLike)]
        else:
            return
        for path in paths:
            whole = os.path.realpath(os.fsdecode(path)) if isinstance(path, str | bytes | os.PathLike) else ""
            was_there = Path(whole).is_dir() or (event == "os.mkdir" and Path(whole).exists())
            # Numba keeps what it has compiled beside the code.
            if whole and not was_there and not whole.startswith(self.allowed) and "__pycache__" not in whole:
                self.touched.append((event, whole))

    def faults(self) -> list[str]:
        """Say what was touched; what was opened or made and is not there was refused."""
        made = ("open", "os.mkdir")
        return [f"touched {event} {path}" for event, path in self.touched if event not in made or Path(path).exists()]


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    for watch in _watched:
        watch.note(event, arguments)


sys.addaudithook(_audit)


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
    with _in_folder(folder):
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


def arguments_for(command: Command, option: Option | None, value: str, folder: Path) -> list[str]:
    """Return a command line whose other values are valid and make the command end soon."""
    others: list[str] = []
    positional: list[str] = []
    has = {each.flag for each in command.options} | {flag for flag, _ in command.choices.values()}
    for each in command.options:
        kind = KINDS.get(kind_of(each) or "")
        if each is option:
            given = value
        elif each.dest in FREE and not each.required:
            continue
        elif each.dest in FIXED and each.flag:
            given = FIXED[each.dest]
        elif kind is not None and kind.valid is not None and (each.required or each.type in ("Path", "")):
            if not each.flag and not each.required:
                continue
            given = kind.valid(folder)
        else:
            continue
        if not each.flag:
            positional.append(given)
        else:
            others.append(f"{each.flag}={given}")
    for dest, choice in CHOSEN.items():
        if dest in command.choices:
            others += [command.choices[dest][0], choice]
    for dest, (flag, values) in command.choices.items():
        if not flag and dest not in CHOSEN:
            positional.insert(0, values[0])
    others += [command.switches[dest] for dest in SWITCHES if dest in command.switches]
    if option is not None and WITH.get(option.dest, ("none",))[0] in has:
        others += WITH[option.dest]
    return [*command.words, *others, *(("--", *positional) if positional else ())]


def try_valid(command: Command, folder: Path) -> Result:
    """Run a command with valid values only, so that a failure in `try_inputs` is that of the hard input."""
    with _in_folder(folder):
        (folder / "inputs").mkdir()
        return _try(command, None, ("valid", ""), folder, True)


def _try(command: Command, option: Option | None, given: Input, folder: Path, writes: bool) -> Result:
    label, value = given
    here = folder / "here"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    os.chdir(here)
    result = Result(label, arguments_for(command, option, value, here))
    before = _state(folder / "inputs")
    watch = _Watch((str(folder.resolve()), "/dev/", "/proc/", str(ROOT / ".cache")))
    _watched.append(watch)
    try:
        result.code, result.out, result.err = _run(command.program, result.argv, folder)
    except Hang:
        result.faults.append(f"not done after {LIMIT_S:g} s")
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        result.faults.append(
            f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:200]!a}"
        )
    finally:
        _watched.remove(watch)
        os.chdir(folder)
    result.faults += watch.faults()[:3]
    if result.code is not None:
        result.faults += _faults_of_text(result)
    result.faults += _faults_of_files(before, _state(folder / "inputs"), value, writes)
    result.faults += [f"left {path.name}" for path in folder.rglob("*.part*")][:3]
    result.faults += [f"a thread is left: {each.name}" for each in threading.enumerate() if each.name == "web"]
    return result


def _faults_of_text(result: Result) -> Iterator[str]:
    err = result.err
    if result.code not in CODES:
        yield f"exit code {result.code} is not documented"
    if "Traceback" in err:
        yield "a traceback"
    if result.code:
        last = err.strip().splitlines()[-1:] or [""]
        reported = any(line.startswith("✗") for line in result.out.splitlines())  # the doctor's findings
        if not reported and not SENTENCE.search(last[0]) and "error: " not in last[0]:
            yield f"no sentence on standard error: {last[0][-80:]!a}"
    for text, where in ((err, "standard error"), (result.out, "standard output")):
        if any(ord(sign) < 32 and sign not in "\n\t" for sign in text):
            yield f"control characters on {where}"
        if any(0xD800 <= ord(sign) < 0xE000 for sign in text):
            yield f"bytes that are no text on {where}"


def _faults_of_files(before: dict[str, str], after: dict[str, str], value: str, writes: bool) -> Iterator[str]:
    for path, content in before.items():
        if after.get(path) == content:
            continue
        if path not in after:
            yield f"lost {path!a}"
        elif not writes or not content.startswith("file"):
            yield f"changed {path!a} from {content[:12]} to {after[path][:12]}"
        elif content in after.values() or content == EMPTY:
            continue  # it was set aside, and a message says where; or there was nothing to lose
        elif content == DATABASE or os.path.realpath(value) != os.path.realpath(path):
            yield f"replaced {path!a}"


SENTENCE = re.compile(r"[.?)”`]$|: [a-z0-9.]+ .*-[a-z] .*$")
"""A sentence ends with a full stop, a quotation or the command that helps."""
DATABASE = "file database"
EMPTY = f"file {hashlib.md5(b'').hexdigest()}"


def _state(folder: Path) -> dict[str, str]:
    """Return what every entry of a folder is and holds."""
    state = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            state[str(path)] = f"link {os.readlink(path)}"  # noqa: PTH115  the text, not a Path
        elif path.is_file():
            data = path.read_bytes()
            state[str(path)] = DATABASE if data[:6] == b"SQLite" else f"file {hashlib.md5(data).hexdigest()}"
        else:
            state[str(path)] = f"mode {path.stat().st_mode:o}"
    return state


@contextlib.contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
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


def _run(program: str, argv: list[str], folder: Path) -> tuple[int, str, str]:
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
