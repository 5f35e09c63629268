"""`python -m device practice`: the tutor; also the export, import and reset of progress, and replays of logs."""

import argparse
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from device.commands.run import add_arguments as add_run_arguments
from device.commands.run import changes_of as run_changes
from device.commands.run import print_summary
from device.runtime.assembly import Assembly
from device.runtime.practice import open_practice
from device.runtime.read_log import replay_engine
from device.settings import (
    LANGUAGES,
    LEARNERS,
    MODES,
    Changes,
    Settings,
    effective_settings,
    progress_path,
    with_page_choices,
)
from device.system.messages import warn
from device.system.option_types import SIGNED_COUNT
from device.tutor.log import LogError, LogWriter, effect_line, replay
from device.tutor.progress import ProgressError, ProgressStore
from device.tutor.progress.transfer import export_csv, import_csv
from device.tutor.word_list import load_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `run`, and those of `practice`."""
    add_run_arguments(parser)
    parser.add_argument(
        "--mode",
        choices=MODES,
        help="default: as in the settings file; without one letters, and read for the command web",
    )
    parser.add_argument("--learner", choices=LEARNERS, metavar="SLOT", help=f"one of {', '.join(LEARNERS)}")
    parser.add_argument("--words", metavar="FILE", help="names or words, one per line, for --mode words")
    parser.add_argument("--letters", metavar="ABC", help="ask for these letters only")
    parser.add_argument("--trials", type=SIGNED_COUNT, metavar="N", help="letters asked for in a session (default: 30)")
    parser.add_argument("--language", choices=LANGUAGES, help="of all text (default: en)")
    parser.add_argument("--progress", metavar="FILE", help="progress file")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append all inputs to this file, without pictures")
    other = parser.add_argument_group("without a camera").add_mutually_exclusive_group()
    other.add_argument("--replay", type=Path, metavar="LOG", help="print the effects of a log as JSON lines")
    other.add_argument("--export", type=Path, metavar="CSV", help="write all learners' progress as a table")
    other.add_argument("--import", type=Path, metavar="CSV", dest="import_", help="add an exported table")
    other.add_argument(
        "--reset", choices=("all", *LEARNERS), metavar="SLOT", help="delete the progress of a learner, or of “all”"
    )


def main(args: argparse.Namespace) -> int:
    """Practise, or do the one task that needs no camera; return the exit code."""
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
    """Run the tutor until it is stopped; return the exit code.

    Raises:
        HandshapeError: a part cannot be opened, or the loop cannot go on.
    """
    words = tuple(load_words(Path(settings.practice.words) if settings.practice.words else None))
    first, progress = settings.practice, progress_path(settings.practice)
    with ExitStack() as stack:
        store = stack.enter_context(closing(_open_store(progress)))
        log = stack.enter_context(closing(LogWriter(args.log))) if args.log else None
        assembly = stack.enter_context(Assembly(settings, realtime=not args.no_realtime, debug=args.view == "debug"))
        perception = assembly.open_perception()
        assembly.open_camera()
        if "web" in settings.display.use:
            first = with_page_choices(settings, changes_of(args), warn).practice
        activity = open_practice(perception, first, settings.practice, store, progress, words, warn, log)
        print_summary(assembly.run(activity, perception), settings)
    return 0


def _open_store(progress: Path) -> ProgressStore:
    """The store, in memory if its file cannot be used: practice must not depend on a writable memory card."""
    try:
        return ProgressStore.open(progress, warn)
    except ProgressError as error:
        warn(f"{error} Practice goes on, but its progress is not kept.")
        return ProgressStore.in_memory()


def _progress_command(args: argparse.Namespace, store: ProgressStore) -> int:
    """Export, import or reset progress; return the exit code."""
    try:
        if args.export:
            sys.stdout.write(f"{export_csv(store, args.export)} answers written to {args.export}\n")
        elif args.import_:
            sys.stdout.write(f"{import_csv(store, args.import_)} new answers from {args.import_}\n")
        else:
            store.reset(None if args.reset == "all" else args.reset)
            sys.stdout.write(f"Progress of {args.reset} is deleted.\n")
    finally:
        store.close()
    return 0


def _replay(path: Path) -> int:
    """Print the effects of a log; return the exit code."""
    try:
        with path.open(encoding="utf-8") as lines:
            for effect in replay(lines, replay_engine):
                sys.stdout.write(effect_line(effect) + "\n")
    except UnicodeDecodeError:
        raise LogError(f"The log {path} is not UTF-8 text.") from None
    except FileNotFoundError:
        raise LogError(f"There is no log {path}.") from None
    return 0
