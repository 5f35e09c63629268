"""The signer's consent to be recorded: asked for once, and kept with the pictures."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from device.capture.session import write_once
from device.errors import RecordingError
from device.names import shown
from device.system.json_text import read_object

WORDS = (
    "I agree that pictures of my hand, and of whatever else the camera sees, are stored in this folder and used to "
    "train and to test models that read handshapes. I can take that back by deleting the folder."
)


def agreed(folder: Path, signer: str, answer: str | None, ask: Callable[[str], str] | None, now: datetime) -> str:
    """Return the time at which this signer agreed, ISO 8601; ask for consent and store it the first time.

    Args:
        folder: of the signer.
        signer: name, for messages.
        answer: "yes" or "no" if it is given on the command line (--consent).
        ask: asks the person at the terminal; None without a terminal.
        now: time to store.

    Raises:
        RecordingError: the signer does not agree, cannot be asked, or the consent cannot be stored.
    """
    path = folder / "consent.json"
    if answer is None and path.exists():
        return _stored(path)
    if answer is None and ask is None:
        raise RecordingError(f"{signer} has not agreed to be recorded yet; ask, then add --consent yes.")
    if answer is None and ask is not None:
        answer = ask(f"{WORDS}\nType yes to agree: ")
    if (answer or "").strip().lower() not in ("yes", "y"):
        raise RecordingError(f"{signer} has not agreed, so nothing was recorded.")
    if path.exists():
        return _stored(path)
    at = now.isoformat(timespec="seconds")
    text = json.dumps({"signer": signer, "agreed": at, "words": WORDS}, ensure_ascii=False, indent=1) + "\n"
    return at if write_once(path, text) else _stored(path)


def _stored(path: Path) -> str:
    try:
        return str(read_object(path)["agreed"])
    except (OSError, ValueError, TypeError, KeyError):
        raise RecordingError(f"{shown(path)} is not a record of consent; delete it and agree again.") from None
