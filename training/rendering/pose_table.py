"""The pose table: a TOML file of fitted handshapes, written by `pose_fit_run.py` and read here.

Each `[[way]]` is one way of signing one sign: `sign` (A–Z without J and Z, or 0–9), `name`, `share` of the people,
`people`, the angles of `index`, `middle`, `ring`, `little` (mcp, pip, dip, abduction), `thumb` (radial, out of the
palm, pronation, mcp, ip) and `extra`, the `views` that people show it from, the `view` of pictures, and the contacts by
which it is carried over to other hands. Angles are degrees.
"""

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from device.alphabet import STATIC_LETTERS
from device.names import shown
from device.system.files import write_atomic
from device.system.text_file import TextError, read_text, reason_of
from device.system.toml_text import parse_toml
from training.errors import DataError
from training.rendering.contacts import FLEXION_LIMIT, LIMITS, THUMB_ONLY, Contact, FreeJoints
from training.rendering.handshape import THUMB_JOINTS, Finger, Handshape, Thumb, Variant
from training.rendering.kinematics import PARAMETERS

MAX_BYTES = 1_000_000  # of a table
FILE = Path(__file__).parent / "asset" / "poses.toml"
NUMBERS = tuple("0123456789")
SIGNS = (*STATIC_LETTERS, *NUMBERS)
FINGER_NAMES = ("index", "middle", "ring", "little")
FINGER_JOINTS = ("mcp", "pip", "dip", "abd")
MIN_ANGLE = {"mcp": -12.0, "pip": -4.0, "dip": -4.0, "abd": -20.0, "tw": -14.0, "cup": 0.0}
MAX_ANGLE = {**FLEXION_LIMIT, "abd": 20.0, "tw": 14.0, "cup": 14.0}
MAX_PUSHED_ASIDE = 32.0
"""Highest abduction of the index finger, which the thumb can push farther than the finger spreads by itself (T)."""
WRIST_LIMIT = 80.0

Table = Mapping[str, tuple[Variant, ...]]


def angle_limits(name: str) -> tuple[float, float]:
    """Return the lowest and highest angle of a parameter of kinematics.PARAMETERS, degrees."""
    if name in LIMITS:
        return LIMITS[name]
    if name.startswith("w_"):
        return -WRIST_LIMIT, WRIST_LIMIT
    if name == "i_abd":
        return MIN_ANGLE["abd"], MAX_PUSHED_ASIDE
    kind = name.split("_")[-1]
    return MIN_ANGLE[kind], MAX_ANGLE[kind]


@cache
def built_in_table() -> Table:
    """Return the bundled table: sign → its ways, most usual first."""
    return read_table(FILE)


def table_or_built_in(path: Path | None) -> Table:
    """Return the table of a file; if it cannot be used, print one sentence and return the bundled one."""
    if path is None:
        return built_in_table()
    try:
        return {**built_in_table(), **read_table(path)}
    except DataError as error:
        sys.stderr.write(f"{error} The built-in poses are used.\n")
        return built_in_table()


def read_table(path: Path) -> Table:
    """Read a pose table.

    Raises:
        DataError: the file is missing or no TOML, or a way has an unknown sign or an impossible angle.
    """
    try:
        content = parse_toml(read_text(path, MAX_BYTES))
    except (OSError, TextError) as error:
        raise DataError(f"The pose file {shown(path)} cannot be read: {reason_of(error)}.") from None
    out: dict[str, tuple[Variant, ...]] = {}
    ways = content.get("way")
    if not isinstance(ways, list) or not ways:
        raise DataError(f"The pose file {shown(path)} has no [[way]].")
    for way in ways:
        sign = str(way.get("sign")) if isinstance(way, dict) else ""
        if sign not in SIGNS:
            raise DataError(
                f"The pose file {shown(path)} has the unknown sign {sign!r}; known: A–Y without J, and 0–9."
            )
        try:
            variant = _variant(way)
        except DataError as error:
            raise DataError(f"The pose file {shown(path)}, sign {sign}: {error}.") from None
        except KeyError as error:
            raise DataError(f"The pose file {shown(path)}, sign {sign}, has no “{error.args[0]}”.") from None
        except (TypeError, ValueError, IndexError, AttributeError) as error:
            raise DataError(
                f"The pose file {shown(path)}, sign {sign}, has a value of a wrong form: {error}."
            ) from None
        out[sign] = (*out.get(sign, ()), variant)
    return out


def _variant(way: Mapping[str, Any]) -> Variant:
    """Parse one way of signing."""
    fingers = [_angles(name, [f"{name[0]}_{j}" for j in FINGER_JOINTS], way[name]) for name in FINGER_NAMES]
    thumb = _angles("thumb", list(THUMB_JOINTS), way["thumb"])
    extra = {str(name): float(value) for name, value in way.get("extra", {}).items()}
    for name, value in extra.items():
        if name not in PARAMETERS:
            raise DataError(f"there is no joint “{name}”")
        _check(name, value)
    views = tuple(_view(v) for v in way["views"])
    contacts = tuple(
        Contact(
            int(c["point"]),
            tuple((int(j), float(w)) for j, w in c["anchor"]),
            _view(c["offset"]),
            float(c["weight"]),
        )
        for c in way.get("contacts", ())
    )
    if not all(0 <= j <= 20 for c in contacts for j in (c.point, *(j for j, _ in c.anchor))):
        raise DataError("a contact names a joint outside of 0–20")
    moves = str(way.get("moves", ""))
    freedom = FreeJoints(moves[0], moves[1:]) if moves else THUMB_ONLY
    view = _view(way.get("view", views[0]))
    i, m, r, little = (finger_of(f) for f in fingers)
    shape = Handshape(i, m, r, little, thumb_of(thumb), contacts, freedom, view, extra, fitted=True)
    return Variant(str(way["name"]), float(way["share"]), shape, views, int(way["people"]))


def finger_of(angles: Sequence[float]) -> Finger:
    """Return four angles as a tuple of fixed length."""
    mcp, pip, dip, abduction = angles
    return mcp, pip, dip, abduction


def thumb_of(angles: Sequence[float]) -> Thumb:
    """Return five angles as a tuple of fixed length."""
    radial, out, pronation, mcp, ip = angles
    return radial, out, pronation, mcp, ip


def _angles(part: str, names: Sequence[str], values: Sequence[float]) -> list[float]:
    """Check the angles of one finger."""
    if len(values) != len(names):
        raise DataError(f"{part} needs {len(names)} angles, has {len(values)}")
    for name, value in zip(names, values, strict=True):
        _check(name, float(value))
    return [float(value) for value in values]


def _check(name: str, value: float) -> None:
    low, high = angle_limits(name)
    if not low - 0.5 <= value <= high + 0.5:
        raise DataError(f"{name} is {value:g}°, which no hand can do ({low:g}° to {high:g}°)")


def _view(values: Sequence[float]) -> tuple[float, float, float]:
    a, b, c = (float(v) for v in values)
    return a, b, c


def write_table(path: Path, table: Table, note: str) -> None:
    """Write a table that `read_table` reads.

    Args:
        path: file to write.
        table: sign → its ways.
        note: comment at the top, one line.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [f"# {note}"]
    for sign, ways in table.items():
        for way in ways:
            lines += ["", "[[way]]", f'sign = "{sign}"', f'name = "{way.name}"']
            lines += [f"share = {way.frequency:.3f}", f"people = {way.people}"]
            shape = way.shape
            for name in (*FINGER_NAMES, "thumb"):
                lines.append(f"{name} = {_numbers(getattr(shape, name))}")
            lines.append("extra = { " + ", ".join(f"{k} = {v:.1f}" for k, v in shape.extra.items()) + " }")
            lines.append(f"view = {_numbers(shape.view, 0)}")
            lines.append("views = [" + ", ".join(_numbers(v, 0) for v in way.views) + "]")
            if shape.freedom.lead:
                lines.append(f'moves = "{shape.freedom.lead}{shape.freedom.follow}"')
            if shape.contacts:
                lines.append("contacts = [")
                for c in shape.contacts:
                    anchor = ", ".join(f"[{j}, {w:.3f}]" for j, w in c.anchor)
                    offset = _numbers(c.offset, 4)
                    lines.append(
                        f"  {{ point = {c.point}, anchor = [{anchor}], offset = {offset}, weight = {c.weight:g} }},"
                    )
                lines.append("]")
    write_atomic(path, "\n".join(lines) + "\n")


def _numbers(values: Sequence[float], digits: int = 1) -> str:
    """Return a TOML list of rounded numbers, without -0."""
    return "[" + ", ".join(f"{round(v, digits) + 0.0:.{digits}f}" for v in values) + "]"
