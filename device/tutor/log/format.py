"""The lines of a log: a plan, inputs and effects as JSON.

The format is public: a log of an older release must still replay. The class names of effects and all field names are
part of it.
"""

import json
from dataclasses import asdict, fields
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

import numpy as np

from device import alphabet
from device.errors import ExitCode, HandshapeError
from device.tutor.inputs import FrameInput, Input, Interrupted, Pressed, Written
from device.tutor.plan import LessonPlan
from device.types import HandBox, Reading, Scores

FORMAT = 1
DIGITS = 4  # of probabilities; engines get the rounded values, too, so that a replay is exact
PLAN_START = '{"format": '  # of the first line of a session, as plan_line writes it
MAX_T = 1e9  # s, 30 years; beyond it a float cannot tell two frames apart
ADDED = (
    "edition",
    "due",
    "placement",
    "weak",
    "accepted",
    "unseen",
    "vouched",
    "doubted",
    "own_words",
    "last_speed",
    "fixed_speed",
)  # fields of a plan that logs of release 0.1 lack
IGNORED = ("tick",)  # inputs of older logs that carry nothing: time passes with the next frame

T = TypeVar("T", HandBox, Reading, FrameInput, Pressed, Interrupted, Written)


class LogError(HandshapeError):
    """A log cannot be read or written; names the line."""

    exit_code = ExitCode.SETTINGS


def rounded(scores: Scores) -> Scores:
    """Return the scores with the precision of a log; engines get these."""
    return Scores(scores.t, scores.labels, np.round(scores.p, DIGITS).astype(np.float32), scores.box, scores.landmarks)


def plan_line(plan: LessonPlan) -> str:
    """Format the first line of a session."""
    return json.dumps({"format": FORMAT, "plan": asdict(plan)}, ensure_ascii=False)


def input_line(event: Input) -> str:
    """Format one input. The picture and the landmarks of a frame are left out: no engine uses them."""
    if not isinstance(event, FrameInput):
        kind = {Pressed: "pressed", Interrupted: "interrupted", Written: "written"}[type(event)]
        return json.dumps({kind: asdict(event)}, ensure_ascii=False, default=_plain)
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


def parse_plan(raw: dict[str, Any]) -> LessonPlan:
    """Return the plan of a session's first line.

    Raises:
        KeyError: a value is missing.
        TypeError: a text is none.
        ValueError: it asks for another sign than A–Z and 0–9.
    """
    names = [item.name for item in fields(LessonPlan) if item.name in raw or item.name not in ADDED]
    plan = LessonPlan(**{name: _tuples(raw[name]) for name in names})
    if not isinstance(plan.edition, int) or not all(isinstance(pair, tuple) for pair in plan.vouched):
        raise TypeError("the edition is no number, or a pair none")
    if not all(isinstance(speed, int | float | None) for speed in (plan.last_speed, plan.fixed_speed)):
        raise TypeError("a speed is no number")
    texts = (plan.mode, plan.letters, plan.weak, plan.accepted, plan.unseen, *plan.labels, *plan.words)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a text of the plan is none")
    if not set(plan.letters).union(*plan.words) <= {*alphabet.ALPHABET, *alphabet.DIGITS}:
        raise ValueError("the plan asks for other signs than A–Z and 0–9")
    return plan


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def parse_input(entry: dict[str, Any], labels: tuple[str, ...]) -> Input | None:
    """Return one input, None for one that is ignored.

    Args:
        entry: a line of the log.
        labels: of the session's plan.

    Raises:
        KeyError: a value is missing.
        TypeError: a value is of another kind.
        ValueError: it is no input, or a number is out of range.
    """
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
    if kind == "written":
        return _checked(Written(**body))
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
