"""What the pictures of a session have in common: signer, hand, lighting and room.

It is stored once, in `RECORDINGS/SIGNER/SESSION/session.json`. The same tags on the same day are the same session, so
that the same command continues where it was stopped.
"""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from device import __version__
from device.alphabet import DYNAMIC_LETTERS, NO_LETTER, STATIC_LETTERS
from device.capture.store import advice, kept_pictures
from device.errors import RecordingError
from device.names import json_text, shown
from device.system.files import create_atomic, make_folder
from device.system.json_text import read_object

TAG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class CaptureSession:
    """The content of session.json.

    Attributes:
        signer, session: names of the two folders.
        hand: "left" or "right", the anatomical side.
        lighting, room: tags chosen by the user.
        consent: time at which the signer agreed, ISO 8601.
        guide_box: x0, y0, x1, y1 of the square in which the hand was held, fractions of the frame; known with the
            first frame.
        camera: name of the camera.
        station_version: version of the program that recorded the first picture.
        started: local time with offset, ISO 8601.
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
    """Return the tag if it is safe as the name of a folder on every system.

    Args:
        value: the tag.
        what: its meaning, for the message.

    Raises:
        RecordingError: it is not safe.
    """
    if not TAG.fullmatch(value):
        raise RecordingError(f"“{value}” cannot name the {what}: use up to 40 letters, digits, “-”, “_” or “.”.")
    return value


def parse_letters(text: str) -> tuple[str, ...]:
    """Parse a list of letters such as "ABC" or "a,b,nothing"; return each once, all static letters for "".

    Raises:
        RecordingError: a part is not a static letter.
    """
    parts = text.split(",") if "," in text or text.lower() == NO_LETTER else list(text)
    letters = [part.strip() for part in parts if part.strip()]
    letters = [NO_LETTER if letter.lower() == NO_LETTER else letter.upper() for letter in letters]
    for letter in letters:
        if letter in DYNAMIC_LETTERS:
            raise RecordingError(f"{letter} is a movement, which single pictures cannot show; leave it out.")
        if letter not in (*STATIC_LETTERS, NO_LETTER):
            raise RecordingError(f"“{letter}” is not a letter; write --letters ABC, or --letters A,B,{NO_LETTER}.")
    return tuple(dict.fromkeys(letters)) or tuple(STATIC_LETTERS)


def default_name(now: datetime, hand: str, lighting: str, room: str) -> str:
    """Return the name of the session with these tags on this day."""
    return f"{now:%Y-%m-%d}-{hand}-{lighting}-{room}"


def open_session(folder: Path, wanted: CaptureSession) -> CaptureSession:
    """Return the session in this folder, or store a new one.

    Args:
        folder: of the session.
        wanted: a new session, or what the one in the folder must agree with.

    Raises:
        RecordingError: the folder has another session (other tags, another guide box), a damaged session.json, or
            pictures without session.json; or it cannot be written.
    """
    path = folder / "session.json"
    has_pictures = any(kept_pictures(folder, "*/*.png"))
    if path.exists():  # looked for after the pictures: another program writes it before its first picture
        return _resumed(path, wanted)
    if has_pictures:
        raise RecordingError(
            f"{shown(folder)} holds pictures without session.json; move them away or name another --session."
        )
    if not write_once(path, json_text(asdict(wanted), indent=1) + "\n"):
        return _resumed(path, wanted)  # another program has just begun the same session
    return wanted


def write_once(path: Path, text: str) -> bool:
    """Write a small file atomically and durably, unless it is there; make its folder.

    Returns:
        False if another program has written it meanwhile.

    Raises:
        RecordingError: it cannot be written.
    """
    try:
        make_folder(path.parent)
        create_atomic(path, text, durable=True)
    except FileExistsError:
        if path.is_file():
            return False
        raise RecordingError(f"{shown(path)} cannot be written: its place is taken; choose another --to.") from None
    except OSError as error:
        raise RecordingError(f"{shown(path)} cannot be written ({error.strerror}); {advice(error)}.") from None
    return True


def _resumed(path: Path, wanted: CaptureSession) -> CaptureSession:
    try:
        raw = read_object(path)
        stored = CaptureSession(**{**raw, "guide_box": tuple(raw["guide_box"])})
    except (OSError, ValueError, TypeError, KeyError):
        raise RecordingError(
            f"{shown(path)} is not the description of a session; move its folder away or name another --session."
        ) from None
    for key in ("signer", "hand", "lighting", "room", "guide_box"):
        now, before = getattr(wanted, key), getattr(stored, key)
        if now != before:
            raise RecordingError(
                f"The session {shown(path.parent.name)} was recorded with {key} {before}, not {now}; name "
                "another --session."
            )
    return stored
