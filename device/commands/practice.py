"""`python -m device practice`: the tutor on the station's loop; also its progress file, and replays of logs."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from device.errors import SettingsError
from device.recognition.recognizer import Recognizer
from device.runtime.app import add_arguments as add_run_arguments
from device.runtime.app import changes_of as run_changes
from device.runtime.app import reading_station, watch
from device.settings import (
    LANGUAGES,
    LEARNERS,
    MODES,
    Changes,
    PracticeSettings,
    Settings,
    effective_settings,
    progress_path,
    with_page_choices,
)
from device.system.clock import synchronised
from device.system.messages import warn
from device.tutor.activity import TutorActivity, readable
from device.tutor.lesson import Lesson, make_plan, trusted_now
from device.tutor.log import LogError, LogWriter, effect_line, replay
from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.transfer import export_csv, import_csv
from device.tutor.word_list import load_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `practice`: that of `run`, and what to teach to whom."""
    add_run_arguments(parser)
    parser.add_argument(
        "--mode",
        choices=MODES,
        help="what to do (default: as the settings file says; without one letters, on the page read)",
    )
    parser.add_argument("--learner", choices=LEARNERS, metavar="SLOT", help=f"one of {', '.join(LEARNERS)}")
    parser.add_argument("--words", metavar="FILE", help="names or words, one a line, for --mode words")
    parser.add_argument("--letters", metavar="ABC", help="ask for these letters only")
    parser.add_argument("--trials", type=int, metavar="N", help="letters asked for in a session (default: 30)")
    parser.add_argument("--language", choices=LANGUAGES, help="of all text (default: en)")
    parser.add_argument("--progress", metavar="FILE", help="keep progress here")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append all that happens, without pictures")
    other = parser.add_argument_group("without a camera").add_mutually_exclusive_group()
    other.add_argument("--replay", type=Path, metavar="LOG", help="print what a log made happen, as JSON lines")
    other.add_argument("--export", type=Path, metavar="CSV", help="write all learners' progress as a table")
    other.add_argument("--import", type=Path, metavar="CSV", dest="import_", help="add an exported table")
    other.add_argument("--reset", choices=("all", *LEARNERS), metavar="SLOT", help="forget a learner, or “all”")


def main(args: argparse.Namespace) -> int:
    """Practise, or do the one thing asked for without a camera."""
    if args.replay:
        return _replay(args.replay)
    settings = effective_settings(args.config, changes_of(args))
    if args.export or args.import_ or args.reset:
        return _progress_command(args, ProgressStore.open(progress_path(settings.practice), warn))
    return run_practice(args, settings)


def changes_of(args: argparse.Namespace) -> Changes:
    """Return the settings given on the command line."""
    names = ("mode", "learner", "words", "letters", "trials", "language", "progress")
    return {**run_changes(args), "practice": {name: getattr(args, name) for name in names}}


def run_practice(args: argparse.Namespace, settings: Settings) -> int:
    """Run the tutor until stopped; returns the exit code."""
    words = tuple(load_words(Path(settings.practice.words) if settings.practice.words else None))
    store = _open_store(settings.practice)
    log = LogWriter(args.log) if args.log else None
    opened: list[TutorActivity] = []

    def open_station(recognizer: Recognizer, settings: Settings, now: Callable[[], float] | None) -> TutorActivity:
        can_read = readable(recognizer.labels, recognizer.excluded)
        letters_for(settings.practice, can_read, warn)  # once, not at every session

        def start(chosen: PracticeSettings) -> Lesson:
            date = trusted_now(store, datetime.now(UTC), synchronised())
            letters = letters_for(chosen, can_read)
            session = store.plan_session(chosen.learner, chosen.mode, date)
            plan = make_plan(
                store,
                session,
                recognizer.labels,
                recognizer.excluded,
                letters,
                words,
                chosen.trials,
                recognizer.metadata.thresholds,
            )
            return Lesson(store, session, plan, warn, log.begin(plan) if log else None)

        eyes = reading_station(recognizer, settings, now)
        first = settings.practice
        if "web" in settings.display.use:
            first = with_page_choices(settings, changes_of(args), warn).practice
        opened.append(TutorActivity(eyes, start, first, can_read))
        return opened[0]

    try:
        return watch(args, settings, open_station)
    finally:
        for station in opened:
            station.close()
        if log:
            log.close()
        store.close()


def letters_for(settings: PracticeSettings, readable: str, warn: Callable[[str], None] = lambda sentence: None) -> str:
    """Letters to ask for: those set that the model can judge, with a warning about the others.

    Raises:
        SettingsError: none is left.
    """
    wanted = "".join(dict.fromkeys(settings.letters)) or readable
    letters = "".join(letter for letter in wanted if letter in readable)
    if not letters:
        raise SettingsError(f"practice.letters has no letter this model can judge; choose from {readable}.")
    if letters != wanted:
        warn(f"This model cannot judge {', '.join(sorted(set(wanted) - set(letters)))}; left out of practice.")
    return letters


def _open_store(settings: PracticeSettings) -> ProgressStore:
    try:
        return ProgressStore.open(progress_path(settings), warn)
    except ProgressError as error:
        # A card that has turned read-only is no reason to send a class home.
        warn(f"{error} Practice goes on, nothing of it is kept.")
        return ProgressStore.in_memory()


def _progress_command(args: argparse.Namespace, store: ProgressStore) -> int:
    try:
        if args.export:
            sys.stdout.write(f"{export_csv(store, args.export)} answers written to {args.export}\n")
        elif args.import_:
            sys.stdout.write(f"{import_csv(store, args.import_)} new answers from {args.import_}\n")
        else:
            store.reset(None if args.reset == "all" else args.reset)
            sys.stdout.write(f"Progress of {args.reset} is forgotten.\n")
    finally:
        store.close()
    return 0


def _replay(path: Path) -> int:
    try:
        with path.open(encoding="utf-8") as lines:
            for effect in replay(lines):
                sys.stdout.write(effect_line(effect) + "\n")
    except UnicodeDecodeError:
        raise LogError(f"The log {path} is not UTF-8 text.") from None
    except FileNotFoundError:
        raise LogError(f"There is no log {path}.") from None
    return 0
