"""What a power cut may interrupt, each as a program for `power_cut_fs.record_program`, with what must be left.

`python -m tests.tools.cut_programs NAME FOLDER` does one of them and writes 1 when it has promised that it is done.
"""

import contextlib
import json
import os
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import cv2
import numpy as np

from device.capture.consent import agreed
from device.capture.session import CaptureSession, open_session
from device.capture.store import PictureStore
from device.settings import PracticeSettings, choices_path
from device.settings.page import load_choices, save_choices
from device.tutor.events import PromptSpec, Review
from device.tutor.progress import ProgressStore
from device.tutor.progress.start import open_progress
from device.tutor.progress.table import all_rows, csv_text
from device.tutor.progress.transfer import export_csv, import_csv
from device.tutor.progress.unwritten import save_unwritten
from tests.tools.power_cut_fs import record_program

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWERS = 12
PICTURES = 6
CHOSEN = replace(PracticeSettings(), letters="ABC")
EARLIER = replace(PracticeSettings(), letters="XYZ")


def practised(path: Path, answers: int = ANSWERS) -> list:
    """Write a session; return its rows."""
    with contextlib.closing(ProgressStore.open(path, ignore)) as store:
        session = store.plan_session("red-fox", "letters", NOW + timedelta(days=answers))
        for seq in range(1, answers + 1):
            store.add(session, seq, 10.0 * seq, Review(PromptSpec("A"), "right", "right", 3, 1), "sign", None)
        store.finish(session, "done", None)
        return all_rows(store.db)


def count(folder: Path) -> int:
    """Open the progress file as the next start does; return its number of answers."""
    with contextlib.closing(open_progress(folder / "progress.db", ignore)) as store:
        return len(all_rows(store.db))


def ignore(sentence: str) -> None:
    """Take a warning."""


def prepare_export(folder: Path) -> None:
    practised(folder / "progress.db", 4)
    with contextlib.closing(ProgressStore.open(folder / "progress.db", ignore)) as store:
        export_csv(store, folder / "table.csv")
    practised(folder / "progress.db")


def do_export(folder: Path) -> None:
    with contextlib.closing(open_progress(folder / "progress.db", ignore)) as store:
        export_csv(store, folder / "table.csv")
        done()


def check_export(folder: Path, promised: bool) -> bool:
    lines = (folder / "table.csv").read_bytes().splitlines()
    return len(lines) - 1 in ((ANSWERS + 4,) if promised else (4, ANSWERS + 4)) and count(folder) == ANSWERS + 4


def prepare_import(folder: Path) -> None:
    rows = practised(folder / "other.db")
    for file in folder.iterdir():
        file.unlink()
    (folder / "table.csv").write_bytes(csv_text(rows).encode())
    practised(folder / "progress.db", 4)


def do_import(folder: Path) -> None:
    with contextlib.closing(open_progress(folder / "progress.db", ignore)) as store:
        import_csv(store, folder / "table.csv")
        done()


def check_import(folder: Path, promised: bool) -> bool:
    return count(folder) in ((ANSWERS + 4,) if promised else (4, ANSWERS + 4))


def prepare_rescue(folder: Path) -> None:
    rows = practised(folder / "other.db")
    for file in folder.iterdir():
        file.unlink()
    practised(folder / "progress.db", 4)
    save_unwritten(folder / "progress.db", rows)


def do_rescue(folder: Path) -> None:
    open_progress(folder / "progress.db", ignore).close()
    done()


def check_rescue(folder: Path, promised: bool) -> bool:
    return count(folder) == ANSWERS + 4


def prepare_nothing(folder: Path) -> None:
    """Start with an empty folder."""


def do_start(folder: Path) -> None:
    open_progress(folder / "progress.db", ignore).close()
    done()


def check_start(folder: Path, promised: bool) -> bool:
    if count(folder) != 0:
        return False
    practised(folder / "progress.db")
    return count(folder) == ANSWERS


def prepare_settings(folder: Path) -> None:
    save_choices(EARLIER, PracticeSettings(), choices_path(folder / "progress.db"))


def do_settings(folder: Path) -> None:
    save_choices(CHOSEN, PracticeSettings(), choices_path(folder / "progress.db"))
    done()


def check_settings(folder: Path, promised: bool) -> bool:
    warned: list[str] = []
    found = load_choices(PracticeSettings(), choices_path(folder / "progress.db"), warned.append)
    return not warned and found in ((CHOSEN,) if promised else (EARLIER, CHOSEN))


def do_capture(folder: Path) -> None:
    session = open_capture(folder)
    store = PictureStore(folder / session.session)
    for _ in range(PICTURES):
        store.keep("A", np.random.default_rng(1).integers(0, 256, (60, 80), dtype=np.uint8))
    done()


def open_capture(folder: Path) -> CaptureSession:
    consent = agreed(folder, "anna", "yes", None, NOW)
    tags = {"signer": "anna", "session": "monday", "hand": "left", "lighting": "lamp", "room": "kitchen"}
    wanted = CaptureSession(**tags, consent=consent, camera="clip:", started=NOW.isoformat())
    return open_session(folder / "monday", wanted)


def check_capture(folder: Path, promised: bool) -> bool:
    described = (folder / "monday" / "session.json").is_file() and (folder / "consent.json").is_file()
    open_capture(folder)  # the same command goes on
    store = PictureStore(folder / "monday")
    pictures = list((folder / "monday").glob("*/*.png"))
    if promised and not (described and len(pictures) == PICTURES):
        return False
    whole = all(cv2.imread(str(path), 0) is not None for path in pictures)
    store.keep("A", np.zeros((60, 80), np.uint8))
    left = [path for path in folder.rglob("*.part") if path.parent.name == "A"]
    json.loads((folder / "monday" / "session.json").read_text())
    return whole and not left and store.count("A") == len(pictures) + 1


Program = tuple[Callable[[Path], None], Callable[[Path], None], Callable[[Path, bool], bool]]
PROGRAMS: dict[str, Program] = {
    "export": (prepare_export, do_export, check_export),
    "import": (prepare_import, do_import, check_import),
    "kept answers": (prepare_rescue, do_rescue, check_rescue),
    "first start": (prepare_nothing, do_start, check_start),
    "settings of the page": (prepare_settings, do_settings, check_settings),
    "capture": (prepare_nothing, do_capture, check_capture),
}
"""Name → (what is there before, what is interrupted, whether what is left is right)."""


def done() -> None:
    """Promise that all is on the disk."""
    os.write(1, b"1\n")


def cut(name: str, folder: Path, trials: int, rng: random.Random) -> list[str]:
    """Cut the power at random instants of a program; return one line for each that left something wrong."""
    prepare, _, check = PROGRAMS[name]
    before = folder / "before"
    before.mkdir()
    prepare(before)
    recording = record_program(before, ["tests.tools.cut_programs", name, str(before)])
    wrong = []
    for number in range(trials):
        disk = folder / f"disk{number}"
        disk.mkdir()
        promised = recording.cut(disk, rng) > 0
        left = sorted(str(path.relative_to(disk)) for path in disk.rglob("*") if path.is_file())
        try:
            if not check(disk, promised):
                wrong.append(f"{number}, promised {promised}: {left}")
        except Exception as error:  # every exception is a finding
            wrong.append(f"{number}, promised {promised}: {left}: {error!r}")
    return wrong


if __name__ == "__main__":
    PROGRAMS[sys.argv[1]][1](Path(sys.argv[2]))
