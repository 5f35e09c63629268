"""Sessions as JSON lines: a plan, then every input. Replayed, they give the same effects; they hold no pictures.

The format is public: a log of an older release must still replay. The class names of effects and all field names are
part of it.
"""

import contextlib
import errno
import fcntl
import io
import itertools
import json
import os
import select
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from types import NoneType
from typing import Any, Protocol, TypeVar, get_args, get_type_hints

import numpy as np

from device.alphabet import ALPHABET
from device.errors import ExitCode, HandshapeError
from device.names import shown
from device.system.json_text import JsonError, JsonSyntaxError, parse_json
from device.tutor.events import FrameInput, Input, Interrupted, Pressed
from device.tutor.plan import LessonPlan, open_engine
from device.types import HandBox, Reading, Scores

FORMAT = 1
DIGITS = 4  # of probabilities; engines get the rounded values, too, so that a replay is exact
PLAN_START = '{"format": '  # of the first line of a session, as plan_line writes it
MAX_LINE = 1 << 20  # bytes; the longest inputs have 1,000
MAX_T = 1e9  # s, 30 years; beyond it a float cannot tell two frames apart
PIPE_S = 2.0  # until a pipe must have a writer
IGNORED = ("tick",)  # inputs of older logs that carry nothing: time passes with the next frame


T = TypeVar("T", HandBox, Reading, FrameInput, Pressed, Interrupted)


class LogError(HandshapeError):
    """A log cannot be read or written; names the line."""

    exit_code = ExitCode.SETTINGS


class ReplayEngine(Protocol):
    """Takes the inputs of a log; effects are dataclasses."""

    def step(self, event: Input) -> Sequence[Any]:
        """Process an input and return its effects."""
        ...


def rounded(scores: Scores) -> Scores:
    """Return the scores with the precision of a log; engines get these."""
    return Scores(scores.t, scores.labels, np.round(scores.p, DIGITS).astype(np.float32), scores.box, scores.landmarks)


def plan_line(plan: LessonPlan) -> str:
    """Format the first line of a session."""
    return json.dumps({"format": FORMAT, "plan": asdict(plan)}, ensure_ascii=False)


def input_line(event: Input) -> str:
    """Format one input. The picture and the landmarks of a frame are left out: no engine uses them."""
    if not isinstance(event, FrameInput):
        kind = "pressed" if isinstance(event, Pressed) else "interrupted"
        return json.dumps({kind: asdict(event)}, default=_plain)
    scores, reading = event.scores, event.reading
    body = {
        "t": scores.t,
        "p": [round(float(value), DIGITS) for value in scores.p],
        "box": None if scores.box is None else asdict(scores.box),
        "reading": {key: value for key, value in asdict(reading).items() if key != "t"},
        "light": event.light,
    }
    return json.dumps({"seen": body}, default=_plain)


def effect_line(effect: Any) -> str:
    """Format one effect (a dataclass), for people and for comparisons."""
    return json.dumps({"effect": type(effect).__name__, **asdict(effect)}, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """Convert a NumPy number."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} cannot be logged")


class LogWriter:
    """Appends sessions to a file, line by line. The loop's thread owns it.

    When a line cannot be written the lesson goes on without its log; the next session is tried again.
    """

    def __init__(self, path: Path, warn: Callable[[str], None] = lambda sentence: None) -> None:
        """Open the file.

        Args:
            path: of the log; a new file, a log, a device, or a pipe that a program reads.
            warn: called with one sentence when a line cannot be written.

        Raises:
            LogError: it cannot be written, is no log, or another program writes it.
        """
        self._path, self._warn = path, warn
        self._working = False
        self._complete = True  # the file ends with a complete line
        try:
            self._file = _open_log(path)
        except OSError as error:
            reason = "no program reads this pipe" if error.errno == errno.ENXIO else error.strerror
            raise LogError(f"The log {path} cannot be written: {reason}.") from None
        self._complete = _ends_a_line(self._file)

    def begin(self, plan: LessonPlan) -> Callable[[Input], None]:
        """Begin a session on a new line; return the function that appends one of its inputs."""
        self._working = True
        self._write(plan_line(plan) + "\n")
        return self._note

    def _note(self, event: Input) -> None:
        if self._working:
            self._write(input_line(event) + "\n")

    def _write(self, line: str) -> None:
        data = line.encode() if self._complete else b"\n" + line.encode()
        try:
            while data:
                data = data[self._file.write(data) :]
                self._complete = not data
        except OSError as error:
            self._working = False
            self._warn(f"The log {self._path} cannot be written: {error.strerror}; this session is not logged further.")

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError):  # of a network disk; all that could be written is
            self._file.close()


def _open_log(path: Path) -> io.FileIO:
    """Open a file to append to.

    Raises:
        OSError: it cannot be written, or another program writes it.
        LogError: it is a file, but no log.
    """
    flags = os.O_RDWR if path.is_file() or not path.exists() else os.O_WRONLY
    # Opening a pipe would wait for a reader, and the lesson with it.
    number = os.open(path, flags | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC, 0o666)
    os.set_blocking(number, True)
    file = io.FileIO(number, "ab")
    try:
        if stat.S_ISREG(os.fstat(number).st_mode):
            start = os.pread(number, len(PLAN_START), 0).rstrip(b"\0")  # zeros are what a power cut leaves
            if not PLAN_START.encode().startswith(start):
                raise LogError(f"{path} is no log of a lesson, so nothing is added to it; name another file.")
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise LogError(f"The log {path} is in use by another program; name another file.") from None
    except LogError:
        file.close()
        raise
    except OSError:
        pass  # a file system without locks
    return file


def _ends_a_line(file: io.FileIO) -> bool:
    """Return whether the next line begins a line; after a power cut or on a full disk the last one may be torn."""
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode) or status.st_size == 0:
        return True
    try:
        return os.pread(file.fileno(), 1, status.st_size - 1) == b"\n"
    except OSError:
        return False


def log_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a log. Bytes that are not text become lone surrogates, which `replay` refuses.

    Raises:
        LogError: the file cannot be read.
    """
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe without a writer would wait
        with os.fdopen(number, "rb") as file:
            is_pipe = stat.S_ISFIFO(os.fstat(number).st_mode)
            if is_pipe and not select.select([number], [], [], PIPE_S)[0]:
                raise LogError(f"The log {shown(path)} cannot be read: no program writes this pipe.")
            os.set_blocking(number, True)
            for count in itertools.count(1):
                line = file.readline(MAX_LINE)
                if len(line) == MAX_LINE:
                    raise LogError(f"Line {count} of the log cannot be read (it is too long); it was edited.")
                if not line:
                    return
                yield line.decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        raise LogError(f"There is no log {path}.") from None
    except OSError as error:
        raise LogError(f"The log {path} cannot be read: {error.strerror}.") from None


def replay(
    lines: Iterable[str],
    engine_for: Callable[[LessonPlan], ReplayEngine] = open_engine,
    warn: Callable[[str], None] = lambda sentence: None,
) -> Iterator[Any]:
    """Yield the effects of a log, as they were.

    Args:
        lines: of the log.
        engine_for: creates the engine for a plan.
        warn: called with one sentence for each line that is torn, as a power cut leaves it. The line is passed over;
            a session that an older release has appended to it is replayed.

    Raises:
        LogError: a line is complete but no input, or comes before the first plan.
    """
    engine: ReplayEngine | None = None
    labels: tuple[str, ...] = ()
    torn_plan = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = _parsed(line)
        except JsonError as error:
            raise LogError(f"Line {number} of the log cannot be read ({error}); it was edited.") from None
        if entry is None:
            warn(f"Line {number} of the log is torn, as after a power cut, and is passed over.")
            torn_plan = line.startswith(PLAN_START[: len(line.rstrip())])
            engine = None if torn_plan else engine
            at = line.find(PLAN_START, 1)
            try:
                entry = _parsed(line[at:]) if at > 0 else None
            except JsonError:  # torn, and what follows was edited
                entry = None
            if entry is None:
                continue
        try:
            if "plan" in entry:
                if entry["format"] != FORMAT:
                    raise LogError(f"Line {number}: format {entry['format']} is not {FORMAT}, which is required here.")
                plan = _plan(entry["plan"])
                labels, engine, torn_plan = plan.labels, engine_for(plan), False
                continue
            if torn_plan:
                continue  # of a session whose plan is torn
            event = _input(entry, labels)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LogError(f"Line {number} of the log cannot be read ({error}); it was edited.") from None
        if engine is None:
            raise LogError(f"Line {number}: an input before any plan; the beginning of the log is missing.")
        if event is not None:
            yield from engine.step(event)


def _parsed(line: str) -> Any:
    """Return the JSON value of a line; None if it is torn.

    Raises:
        JsonError: it is complete, but beyond the limits of `parse_json`.
    """
    try:
        line.encode()
        return parse_json(line, allow_nan=True)
    except (UnicodeEncodeError, JsonSyntaxError):
        return None


def _plan(raw: dict[str, Any]) -> LessonPlan:
    values = {item.name: _tuples(raw[item.name]) for item in fields(LessonPlan)}
    plan = LessonPlan(**values)
    if not all(isinstance(text, str) for text in (plan.mode, plan.letters, *plan.labels, *plan.words)):
        raise TypeError("a text of the plan is none")
    if not set(plan.letters).union(*plan.words) <= set(ALPHABET):
        raise ValueError("the plan asks for other letters than A–Z")
    return plan


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _input(entry: dict[str, Any], labels: tuple[str, ...]) -> Input | None:
    """One input, None for one that is ignored."""
    ((kind, body),) = entry.items()
    if kind in IGNORED:
        return None
    if kind == "seen":
        box = None if body["box"] is None else _checked(HandBox(**body["box"]))
        p = np.array(body["p"], np.float32)
        if p.shape != (len(labels),):
            raise ValueError(f"{len(p)} probabilities for {len(labels)} labels")
        scores = Scores(float(body["t"]), labels, p, box)
        return _checked(FrameInput(scores, _checked(Reading(t=scores.t, **body["reading"])), body["light"]))
    if kind == "pressed":
        return _checked(Pressed(**body))
    if kind == "interrupted":
        return _checked(Interrupted(**body))
    raise ValueError(f"unknown input {kind}")


def _checked(value: T) -> T:
    """Return a value of a log if its numbers, texts and flags are such.

    Raises:
        TypeError: one is not.
        ValueError: its time is out of range.
    """
    hints = get_type_hints(type(value))
    for item in fields(value):
        field = getattr(value, item.name)
        kinds = get_args(hints[item.name]) or (hints[item.name],)
        if float in kinds and not isinstance(field, int | float) and not (field is None and NoneType in kinds):
            raise TypeError(f"{item.name} is no number")
        if item.name == "t" and not -MAX_T < field < MAX_T:  # not a number, too
            raise ValueError(f"the time {field} s is out of range")
        if bool in kinds and not isinstance(field, bool):
            raise TypeError(f"{item.name} is neither true nor false")
        if (str in kinds or any(get_args(kind) for kind in kinds)) and not isinstance(field, str | None):
            raise TypeError(f"{item.name} is no text")
    return value
