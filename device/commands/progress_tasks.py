"""What `practice` does without a camera: export, import and reset progress, and replay a log."""

import sys
from pathlib import Path

from device.names import shown
from device.personal.hand_file import remove_hand
from device.personal.transfer import export_hands, hands_beside, import_hands
from device.runtime.read_log import replay_engine
from device.settings import LEARNERS
from device.system.messages import warn
from device.tutor.log import effect_line, log_lines, replay
from device.tutor.progress.start import open_progress, readable_progress
from device.tutor.progress.transfer import check_not_progress, export_csv, import_csv


def export(table: Path, progress: Path, force: bool) -> int:
    """Write the table of all answers, and the learned hands beside it; return the exit code.

    Raises:
        HandshapeError: a file cannot be read or written, or would replace one that has more.
    """
    check_not_progress(table, progress)  # before the progress file is created
    with readable_progress(progress, warn) as store:
        count = export_csv(store, table, force=force)
    sys.stdout.write(f"{_counted(count, 'answer')} written to {shown(table)}\n")
    beside = hands_beside(table)
    if hands := export_hands(progress, beside, force=force):
        sys.stdout.write(f"{_counted(hands, 'learned hand')} written to {shown(beside)}\n")
    return 0


def import_table(table: Path, progress: Path) -> int:
    """Add an exported table, and the learned hands beside it; return the exit code.

    Raises:
        HandshapeError: a file cannot be read or written, or is no exported table.
    """
    store = open_progress(progress, warn)
    try:
        count = import_csv(store, table)
        sys.stdout.write(f"{_counted(count, 'new answer')} from {shown(table)}\n")
        beside = hands_beside(table)
        if beside.is_file():
            hands = import_hands(progress, beside)
            sys.stdout.write(f"{_counted(hands, 'new learned hand')} from {shown(beside)}\n")
    finally:
        store.close()
    return 0


def reset(slot: str, progress: Path) -> int:
    """Delete the progress and the learned hand of a learner, or of "all"; return the exit code.

    Raises:
        ProgressError: the progress file cannot be used.
    """
    store = open_progress(progress, warn)
    try:
        store.reset(None if slot == "all" else slot)
        for each in LEARNERS if slot == "all" else (slot,):
            remove_hand(progress, each)
        sys.stdout.write(f"Progress of {shown(slot)} is deleted.\n")
    finally:
        store.close()
    return 0


def replay_log(path: Path) -> int:
    """Print the effects of a log; return the exit code.

    Raises:
        LogError: the log cannot be read.
    """
    for effect in replay(log_lines(path), replay_engine, warn):
        sys.stdout.write(effect_line(effect) + "\n")
    return 0


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"
