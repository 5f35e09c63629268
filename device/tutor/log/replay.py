"""Reads a log and replays its sessions."""

import itertools
import os
import select
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from device.names import shown
from device.system.json_text import JsonError, JsonSyntaxError, parse_json
from device.tutor.inputs import Input
from device.tutor.log.format import FORMAT, PLAN_START, LogError, parse_input, parse_plan
from device.tutor.plan import LessonPlan, open_engine

MAX_LINE = 1 << 20  # bytes; the longest inputs have 1,000
MAX_TORN = 2  # lines before the first plan; each power cut tears one
PIPE_S = 2.0  # until a pipe must have a writer


class ReplayEngine(Protocol):
    """Takes the inputs of a log; effects are dataclasses."""

    def step(self, event: Input) -> Sequence[Any]:
        """Process an input and return its effects."""
        ...


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
        raise LogError(f"There is no log {shown(path)}.") from None
    except OSError as error:
        raise LogError(f"The log {shown(path)} cannot be read: {error.strerror}.") from None


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
        LogError: a line is complete but no input, or comes before the first plan; or the file is no log.
    """
    engine: ReplayEngine | None = None
    labels: tuple[str, ...] = ()
    torn_plan = a_plan_began = a_line_was_read = False
    held: list[str] = []  # warnings, until a plan shows that the file is a log
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = _parsed(line)
        except JsonError as error:
            raise LogError(f"Line {number} of the log cannot be read ({error}); it was edited.") from None
        if entry is None:
            if len(held) == MAX_TORN:
                raise LogError(f"The first {number} lines are no lines of a practice log; name another file.")
            torn = f"Line {number} of the log is torn, as after a power cut, and is passed over."
            if labels:
                warn(torn)
            else:
                held.append(torn)
            torn_plan = line.startswith(PLAN_START[: len(line.rstrip())])
            a_plan_began |= torn_plan
            engine = None if torn_plan else engine
            at = line.find(PLAN_START, 1)
            try:
                entry = _parsed(line[at:]) if at > 0 else None
            except JsonError:  # torn, and what follows was edited
                entry = None
            if entry is None:
                continue
        if not isinstance(entry, dict) or not entry:
            raise LogError(f"Line {number} is no line of a practice log; name another file, or it was edited.")
        a_line_was_read = True
        try:
            if "plan" in entry:
                if entry["format"] != FORMAT:
                    raise LogError(f"Line {number}: format {entry['format']} is not {FORMAT}, which is required here.")
                plan = parse_plan(entry["plan"])
                labels, engine, torn_plan = plan.labels, engine_for(plan), False
                for torn in held:
                    warn(torn)
                held = []
                continue
            if torn_plan:
                continue  # of a session whose plan is torn
            event = parse_input(entry, labels)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LogError(f"Line {number} of the log cannot be read ({_reason(error)}); it was edited.") from None
        if engine is None:
            raise LogError(f"Line {number}: an input before any plan; the beginning of the log is missing.")
        if event is not None:
            yield from engine.step(event)
    if not a_plan_began and not a_line_was_read:
        raise LogError("The file has no line of a practice log; name another file.")
    for torn in held:
        warn(torn)


def _reason(error: Exception) -> str:
    """Say in words for people why the value of a line is no input."""
    if isinstance(error, KeyError):
        return f"{error} is missing"
    return str(error) if isinstance(error, ValueError) else "a value is of another kind"


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
