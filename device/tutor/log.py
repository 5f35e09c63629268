"""Sessions as JSON lines: a plan, then every input. Replayed, they give the same effects; they hold no pictures.

The format is public: a log of an older release must still replay. The class names of effects and all field names are
part of it.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np

from device.errors import ExitCode, HandshapeError
from device.tutor.events import FrameInput, Input, Interrupted, Pressed
from device.tutor.plan import LessonPlan, open_engine
from device.types import HandBox, Reading, Scores

FORMAT = 1
DIGITS = 4  # of probabilities; engines get the rounded values, too, so that a replay is exact
IGNORED = ("tick",)  # inputs of older logs that carry nothing: time passes with the next frame


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
    """Appends sessions to a file, line by line. The loop's thread owns it."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Raises:
            LogError: it cannot be written.
        """
        try:
            self._file: TextIO = path.open("a", encoding="utf-8")
        except OSError as error:
            raise LogError(f"The log {path} cannot be written: {error.strerror}.") from None

    def begin(self, plan: LessonPlan) -> Callable[[Input], None]:
        """Begin a session; return the function that appends one of its inputs."""
        self._file.write(plan_line(plan) + "\n")
        return self._note

    def _note(self, event: Input) -> None:
        self._file.write(input_line(event) + "\n")

    def close(self) -> None:
        """Write what is left in memory and close the file."""
        self._file.close()


def replay(lines: Iterable[str], engine_for: Callable[[LessonPlan], ReplayEngine] = open_engine) -> Iterator[Any]:
    """Yield the effects of a log, as they were.

    Args:
        lines: of the log.
        engine_for: creates the engine for a plan.

    Raises:
        LogError: a line is not an input, or comes before the first plan.
    """
    engine: ReplayEngine | None = None
    labels: tuple[str, ...] = ()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if "plan" in entry:
                if entry["format"] != FORMAT:
                    raise LogError(f"Line {number}: format {entry['format']} is not {FORMAT}, which is required here.")
                plan = _plan(entry["plan"])
                labels, engine = plan.labels, engine_for(plan)
                continue
            event = _input(entry, labels)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LogError(f"Line {number} of the log cannot be read ({error}); it was cut or edited.") from None
        if engine is None:
            raise LogError(f"Line {number}: an input before any plan; the beginning of the log is missing.")
        if event is not None:
            yield from engine.step(event)


def _plan(raw: dict[str, Any]) -> LessonPlan:
    values = {item.name: _tuples(raw[item.name]) for item in fields(LessonPlan)}
    return LessonPlan(**values)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _input(entry: dict[str, Any], labels: tuple[str, ...]) -> Input | None:
    """One input, None for one that is ignored."""
    ((kind, body),) = entry.items()
    if kind in IGNORED:
        return None
    if kind == "seen":
        box = None if body["box"] is None else HandBox(**body["box"])
        p = np.array(body["p"], np.float32)
        if p.shape != (len(labels),):
            raise ValueError(f"{len(p)} probabilities for {len(labels)} labels")
        scores = Scores(float(body["t"]), labels, p, box)
        return FrameInput(scores, Reading(t=scores.t, **body["reading"]), body["light"])
    if kind == "pressed":
        return Pressed(**body)
    if kind == "interrupted":
        return Interrupted(**body)
    raise ValueError(f"unknown input {kind}")
