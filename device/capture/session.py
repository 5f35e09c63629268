"""Whose hand, which hand, which light, which room: what a session's pictures have in common.

`RECORDINGS/SIGNER/SESSION/session.json` says it once; the same tags on the same day are the same session, so
that giving the command again goes on where it was stopped.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from device import __version__
from device.alphabet import NO_LETTER, STATIC_LETTERS
from device.errors import RecordingError
from device.system.files import write_atomic

STATIC = tuple(STATIC_LETTERS)  # J and Z are movements: no single picture shows them
NOTHING = NO_LETTER  # what a picture without a letter is called, here and in the models
TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class CaptureSession:
    """session.json.

    Attributes:
        signer, session: names of the two folders.
        hand: "left" or "right", the anatomical side.
        lighting, room: free tags.
        consent: when the signer agreed, ISO 8601.
        guide_box: x0, y0, x1, y1 of the square the hand was held in, fractions of the frame; known with the
            first of them.
        camera: its name.
        station_version: that recorded the first picture.
        started: ISO 8601, local time with offset.
    """

    signer: str
    session: str
    hand: str
    lighting: str
    room: str
    consent: str
    guide_box: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    camera: str
    station_version: str = __version__
    started: str


def checked_tag(value: str, what: str) -> str:
    """A name that is safe as a folder everywhere.

    Raises:
        RecordingError: it is not; names what it is for.
    """
    if not TAG.fullmatch(value):
        raise RecordingError(f"“{value}” is no {what}; use up to 40 letters, digits, “-”, “_” or “.” without spaces.")
    return value


def parse_letters(text: str) -> tuple[str, ...]:
    """ "ABC", "a,b,nothing" or "" (all static letters) → letters, each once.

    Raises:
        RecordingError: something in it is no static letter.
    """
    parts = text.split(",") if "," in text or text.lower() == NOTHING else list(text)
    letters = [part.strip() for part in parts if part.strip()]
    letters = [NOTHING if letter.lower() == NOTHING else letter.upper() for letter in letters]
    for letter in letters:
        if letter in ("J", "Z"):
            raise RecordingError(f"{letter} is a movement, which single pictures cannot show; leave it out.")
        if letter not in (*STATIC, NOTHING):
            raise RecordingError(f"“{letter}” is no letter; write --letters ABC, or --letters A,B,{NOTHING}.")
    return tuple(dict.fromkeys(letters)) or STATIC


def default_name(now: datetime, hand: str, lighting: str, room: str) -> str:
    """Name of the session with these tags on this day."""
    return f"{now:%Y-%m-%d}-{hand}-{lighting}-{room}"


def open_session(folder: Path, wanted: CaptureSession) -> CaptureSession:
    """The session in this folder; written when it is new.

    Raises:
        RecordingError: the folder holds another session (other tags, another guide box), a file that is none, or
            pictures without any; or it cannot be written.
    """
    path = folder / "session.json"
    if path.exists():
        return _resumed(path, wanted)
    if any(folder.glob("*/*.png")):
        raise RecordingError(f"{folder} holds pictures without session.json; move them away or name another --session.")
    write_once(path, json.dumps(asdict(wanted), ensure_ascii=False, indent=1) + "\n")
    return wanted


def write_once(path: Path, text: str) -> None:
    """Write a new small file, whole or not at all.

    Raises:
        RecordingError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, text, durable=True)
    except OSError as error:
        raise RecordingError(f"{path} cannot be written: {error.strerror}; make room or choose another --to.") from None


def _resumed(path: Path, wanted: CaptureSession) -> CaptureSession:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        found = CaptureSession(**{**raw, "guide_box": tuple(raw["guide_box"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise RecordingError(
            f"{path} cannot be read as a session; move its folder away or name another --session."
        ) from None
    _same(path, found, wanted, ("signer", "hand", "lighting", "room", "guide_box"))
    return found


def _same(path: Path, found: CaptureSession, wanted: CaptureSession, keys: Iterable[str]) -> None:
    for key in keys:
        ours, theirs = getattr(wanted, key), getattr(found, key)
        if ours != theirs:
            raise RecordingError(
                f"The session {path.parent.name} was recorded with {key} {theirs}, not {ours}; name another --session."
            )
