"""The hands of all learners as one JSON file beside an exported table of progress."""

from pathlib import Path

from device.names import json_text, shown
from device.personal.hand_file import HandFileError, LearnerHand, hand_json, hands, load_hand, parse_hand, save_hand
from device.system.files import write_atomic
from device.system.json_text import read_object
from device.system.replaceable import check_replaceable

FORMAT = 1


def hands_beside(table: Path) -> Path:
    """Return the file of the hands that belongs to an exported table: `progress.csv` → `progress.hands.json`."""
    stem = table.name[:-4] if table.name.casefold().endswith(".csv") else table.name
    return table.with_name(f"{stem}.hands.json")


def export_hands(progress: Path, path: Path, *, force: bool = False) -> int:
    """Write the hands of all learners to one file, atomically; write nothing if there are none.

    Args:
        progress: the progress file, beside which the hands are kept.
        path: of the file to write.
        force: replace a file that holds no hands.

    Returns:
        Number of hands written.

    Raises:
        HandFileError: the file cannot be written, or is none that may be replaced.
    """
    found = hands(progress)
    if not found:
        return 0
    try:
        check_replaceable(path)
        if path.exists() and not force:
            _read(path)
        table = {"handshape_hands": FORMAT, "hands": [hand_json(hand) for hand in found]}
        write_atomic(path, json_text(table, separators=(",", ":")) + "\n", durable=True, mode=0o600)
    except OSError as error:
        raise HandFileError(f"The hands cannot be written to {shown(path)}: {error.strerror}.") from None
    return len(found)


def import_hands(progress: Path, path: Path) -> int:
    """Add the hands of an exported file, each unless this station's own is as new; return how many were added.

    Raises:
        HandFileError: the file is missing, damaged or no export, or a hand cannot be kept.
    """
    added = 0
    for hand in _read(path):
        own = load_hand(progress, hand.learner)
        if own is None or own.made < hand.made:
            save_hand(progress, hand)
            added += 1
    return added


def _read(path: Path) -> list[LearnerHand]:
    try:
        raw = read_object(path)
        if raw["handshape_hands"] == FORMAT:
            return [parse_hand(each) for each in raw["hands"]]
    except OSError as error:
        raise HandFileError(f"{shown(path)} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError, HandFileError):
        pass
    raise HandFileError(f"{shown(path)} is no export of hands; name another file, or move it away.")
