"""Landmark traces of many people who perform J and Z, hold them still, or sign something else.

One row of motion/people_traces.csv.gz is one frame. The traces were made by MediaPipe from coloured originals.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from device.alphabet import DYNAMIC_LETTERS
from device.names import shown
from device.system.csv_table import decimal_number
from training.datasets.index_csv import read_rows
from training.datasets.people import TEST_SIGNERS, person
from training.errors import DataError

TraceSplit = Literal["train", "dev"]
TraceKind = Literal["clean", "small", "untidy", "two fingers", "index finger", "still", "other"]

FILE = Path("motion") / "people_traces.csv.gz"
COLUMNS = ("source", "signer", "split", "letter", "performance", "frame", "t", "hand", "present", "note", "landmarks")
PICTURE = np.array([640.0, 480.0])
"""Assumed width and height of a picture, pixels: the traces do not state them."""
LATE_SEQUENCE = 30
"""Frames of a sequence whose first frame was taken before a pause of two seconds."""
TEST_PERFORMERS = (*TEST_SIGNERS, "jbhumika_4")
"""Test signers of the motion clips: none of them may be here."""
SIDE = {"right": 1.0, "left": -1.0}
_Row = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Trace:
    """One performance.

    Attributes:
        name: for people, e.g. "zoephens/J/12".
        signer: as the source names the person; see people.person.
        split: "train", or "dev", on which networks and thresholds are chosen.
        letter: what the performance shows: a letter, "J_still", a word …
        kind: "clean", "small", "untidy" and "two fingers" are J and Z; "index finger" is a J drawn with the index
            finger; "still" a held hand; "other" another sign.
        t: (n,) seconds; mostly assumed, see `timed`.
        landmarks: (n, 21, 2) pixels of a picture of 4:3; NaN without a hand.
        right: 1 for a right hand, −1 for a left one (or a mirrored right one), 0 if not known.
        timed: the recording states its frame rate; otherwise 15 frames a second are assumed.
        note: parts of the index' note, e.g. "hook=l".
    """

    name: str
    signer: str
    split: TraceSplit
    letter: str
    kind: TraceKind
    t: NDArray[np.float64]
    landmarks: NDArray[np.float64]
    right: float
    timed: bool
    note: tuple[str, ...]


def traces(data: Path) -> list[Trace]:
    """Return all performances, without frames that were taken before a pause.

    Raises:
        DataError: the file is missing or damaged, has a wrong row, or a person in two splits or among the test signers.
    """
    path = data / FILE
    found = [_trace(rows) for rows in _performances(read_rows(path, COLUMNS))]
    refuse_shared_people(found, path)
    return found


def refuse_shared_people(found: Sequence[Trace], path: Path) -> None:
    """Raise an error if a person, under any alias, is in two splits or is a test signer.

    Args:
        found: all performances.
        path: the file to name.

    Raises:
        DataError: names the first such person.
    """
    split_of_person: dict[str, str] = dict.fromkeys(map(person, TEST_PERFORMERS), "eval")
    for trace in found:
        name = person(trace.signer)
        other = split_of_person.setdefault(name, trace.split)
        if other != trace.split:
            raise DataError(
                f"{shown(path)}: {name} is in {other} and in {trace.split}: move all performances to one split."
            )


def _performances(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield the rows of each performance; some numbers are used twice, then the frames begin again at 0."""
    clip: list[_Row] = []
    for where, row in rows:
        if clip and (_name(row) != _name(clip[-1][1]) or row["frame"] == "0"):
            yield clip
            clip = []
        clip.append((where, row))
    if clip:
        yield clip


def _name(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[column] for column in ("source", "signer", "split", "letter", "performance"))


def _trace(rows: Sequence[_Row]) -> Trace:
    where, first = rows[0]
    if first["split"] not in ("train", "dev"):
        raise DataError(f"{where}: the split is “{first['split']}”, not train or dev.")
    note = tuple(part for part in first["note"].split(";") if part)
    t = np.array([_number(row["t"], at) for at, row in rows])
    landmarks = np.stack([_landmarks(row, at) for at, row in rows])
    if (np.diff(t) <= 0).any():
        raise DataError(f"{where}: the times of this performance do not grow.")
    timed = "video" in note
    late = not timed and ("jump0" in note or len(rows) == LATE_SEQUENCE)
    return Trace(
        f"{first['signer']}/{first['letter']}/{first['performance']}",
        first["signer"],
        cast(TraceSplit, first["split"]),
        first["letter"],
        _kind(first["letter"], note),
        t[late:],
        landmarks[late:],
        SIDE.get(first["hand"], 0.0),
        timed,
        note,
    )


def _kind(letter: str, note: Sequence[str]) -> TraceKind:
    if letter == "J_indexfinger":
        return "index finger"
    if letter in (f"{dynamic}_still" for dynamic in DYNAMIC_LETTERS):
        return "still"
    if letter not in DYNAMIC_LETTERS:
        return "other"
    if "variant_two_fingers" in note:
        return "two fingers"
    if "ok" in note[:2]:
        return "clean"
    return "small" if "small" in note[:2] else "untidy"


def _landmarks(row: dict[str, str], where: str) -> NDArray[np.float64]:
    if row["present"] != "1":
        return np.full((21, 2), np.nan)
    try:
        values = np.array(row["landmarks"].split(), np.float64)
    except ValueError:
        raise DataError(f"{where}: a landmark is not a number.") from None
    if values.shape != (42,) or not np.isfinite(values).all():
        raise DataError(f"{where}: landmarks needs 42 finite numbers, has {len(values)}.")
    return np.asarray(values.reshape(21, 2) * PICTURE, np.float64)


def _number(text: str, where: str) -> float:
    value = decimal_number(text)
    if value is None:
        raise DataError(f"{where}: “{text}” is not a number.")
    return value
