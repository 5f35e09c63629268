"""Sessions as JSON lines: a plan, then every input. Replayed, they give the same effects; they hold no pictures."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from device.errors import ExitCode, HandshapeError
from device.tutor.events import Effect, FrameInput, Input, Interrupted, Pressed, Tick
from device.tutor.lesson import LessonPlan, open_engine
from device.types import HandBox, Reading, Scores

FORMAT = 1
DIGITS = 4  # of probabilities: the engine itself is given no more, so that a log tells it exactly the same


class LogError(HandshapeError):
    """A log cannot be read; names the line."""

    exit_code = ExitCode.SETTINGS


def rounded(scores: Scores) -> Scores:
    """The scores as a log keeps them: what engines are fed with."""
    return Scores(scores.t, scores.labels, np.round(scores.p, DIGITS).astype(np.float32), scores.box, scores.landmarks)


def plan_line(plan: LessonPlan) -> str:
    """A session begins."""
    return json.dumps({"format": FORMAT, "plan": asdict(plan)}, ensure_ascii=False)


def input_line(event: Input) -> str:
    """One input; a frame's points and picture are left out, no engine looks at them."""
    if not isinstance(event, FrameInput):
        kind = {Pressed: "pressed", Tick: "tick", Interrupted: "interrupted"}[type(event)]
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


def effect_line(effect: Effect) -> str:
    """One effect, for people and for comparing."""
    return json.dumps({"effect": type(effect).__name__, **asdict(effect)}, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} cannot be logged")


class LogWriter:
    """Appends sessions to a file, line by line."""

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
        """A session begins; returns what to call with each of its inputs."""
        self._file.write(plan_line(plan) + "\n")
        return self._note

    def _note(self, event: Input) -> None:
        self._file.write(input_line(event) + "\n")

    def close(self) -> None:
        """The rest reaches the disk."""
        self._file.close()


def replay(lines: Iterable[str]) -> Iterator[Effect]:
    """The effects of a log, as they were.

    Raises:
        LogError: a line is no input, or none came before a plan.
    """
    engine = None
    labels: tuple[str, ...] = ()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if "plan" in entry:
                if entry["format"] != FORMAT:
                    raise LogError(f"Line {number}: format {entry['format']} is not {FORMAT}, the one read here.")
                plan = _plan(entry["plan"])
                labels, engine = plan.labels, open_engine(plan)
                continue
            event = _input(entry, labels)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LogError(f"Line {number} of the log cannot be read ({error}); it was cut or edited.") from None
        if engine is None:
            raise LogError(f"Line {number}: an input before any plan; the beginning of the log is missing.")
        yield from engine.step(event)


def _plan(raw: dict[str, Any]) -> LessonPlan:
    tupled = {item.name: _tuples(raw[item.name]) for item in fields(LessonPlan)}
    return LessonPlan(**tupled)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _input(entry: dict[str, Any], labels: tuple[str, ...]) -> Input:
    ((kind, body),) = entry.items()
    if kind == "seen":
        box = None if body["box"] is None else HandBox(**body["box"])
        p = np.array(body["p"], np.float32)
        if p.shape != (len(labels),):
            raise ValueError(f"{len(p)} probabilities for {len(labels)} labels")
        scores = Scores(float(body["t"]), labels, p, box)
        return FrameInput(scores, Reading(t=scores.t, **body["reading"]), body["light"])
    return {"pressed": Pressed, "tick": Tick, "interrupted": Interrupted}[kind](**body)
