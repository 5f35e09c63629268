"""`python -m device practice`: the tutor; also the export, import and reset of progress, and replays of logs."""

import argparse
import os
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from device.commands.run import add_arguments as add_run_arguments
from device.commands.run import changes_of as run_changes
from device.commands.run import print_summary, refuse_unused
from device.errors import SettingsError
from device.names import shown
from device.personal.hand_file import remove_hand
from device.personal.transfer import export_hands, hands_beside, import_hands
from device.runtime.assembly import Assembly
from device.runtime.practice import open_practice
from device.runtime.read_log import replay_engine
from device.runtime.stop import stop_on_signal
from device.settings import (
    LANGUAGES,
    LEARNERS,
    MODES,
    Changes,
    Settings,
    effective_settings,
    progress_path,
    with_page_choices,
    with_values,
)
from device.system.messages import warn
from device.system.option_types import SIGNED_COUNT
from device.system.user_folders import NoHomeError
from device.tutor.log import LogWriter, effect_line, log_lines, replay
from device.tutor.progress import ProgressBusy, ProgressError, ProgressStore
from device.tutor.progress.start import open_progress, readable_progress
from device.tutor.progress.transfer import check_not_progress, export_csv, import_csv
from device.tutor.word_list import WordsError, load_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `run`, and those of `practice`."""
    add_run_arguments(parser)
    parser.add_argument(
        "--mode",
        choices=MODES,
        help="default: that of the settings file; without a file “letters”, for the command web “read”",
    )
    parser.add_argument("--learner", choices=LEARNERS, metavar="SLOT", help=f"one of {', '.join(LEARNERS)}")
    parser.add_argument("--words", metavar="FILE", help="names or words, one per line, for --mode words")
    parser.add_argument("--letters", metavar="ABC", help="ask for these letters only")
    parser.add_argument("--trials", type=SIGNED_COUNT, metavar="N", help="letters asked for in a session (default: 30)")
    parser.add_argument("--language", choices=LANGUAGES, help="language of all texts (default: en)")
    parser.add_argument(
        "--progress",
        metavar="FILE",
        help="file of the learners' progress (default: ~/.local/state/handshape/progress.db)",
    )
    parser.add_argument(
        "--personal", action="store_true", help="first show the 24 static letters, so that the station reads your hand"
    )
    parser.add_argument("--log", type=Path, metavar="FILE", help="append all inputs to this file, without pictures")
    other = parser.add_argument_group("without a camera").add_mutually_exclusive_group()
    other.add_argument("--replay", type=Path, metavar="LOG", help="print the effects of a log as JSON lines")
    other.add_argument(
        "--export",
        type=Path,
        metavar="CSV",
        help="write all learners' progress as a table, and beside it their learned hands",
    )
    other.add_argument("--import", type=Path, metavar="CSV", dest="import_", help="add an exported table")
    other.add_argument(
        "--reset", choices=("all", *LEARNERS), metavar="SLOT", help="delete the progress of a learner, or of “all”"
    )
    parser.add_argument(
        "--force", action="store_true", help="with --export: replace another file, or a table that has other answers"
    )


def main(args: argparse.Namespace) -> int:
    """Practise, or do the one task that needs no camera; return the exit code.

    Raises:
        SettingsError: options contradict each other, or a setting is wrong.
        HandshapeError: a file is wrong, or a part cannot be opened.
    """
    if args.replay:
        return _replay(args.replay)
    if args.force and not args.export:
        raise SettingsError("--force needs --export; add that, or leave it out.")
    settings = effective_settings(args.config, changes_of(args))
    if args.export:
        return _export(args.export, progress_path(settings.practice), args.force)
    if args.import_ or args.reset:
        progress = progress_path(settings.practice)
        return _progress_command(args, open_progress(progress, warn), progress)
    return run_practice(args, settings)


def changes_of(args: argparse.Namespace) -> Changes:
    """Return the settings given on the command line."""
    names = ("mode", "learner", "words", "letters", "trials", "language", "progress")
    return {**run_changes(args), "practice": {name: getattr(args, name) for name in names}}


def run_practice(args: argparse.Namespace, settings: Settings, *, page_required: bool = False) -> int:
    """Run the tutor until it is stopped; return the exit code.

    Args:
        args: of the command line.
        settings: of all parts.
        page_required: the command is nothing without the web page.

    Raises:
        HandshapeError: a part cannot be opened, or the loop cannot go on.
    """
    refuse_unused(args, settings)
    words, words_problem = _words(settings)
    with ExitStack() as stack:
        try:
            progress = progress_path(settings.practice)
        except NoHomeError as error:
            warn(f"{error} Practice goes on, but its progress is not kept.")
            progress = Path(stack.enter_context(TemporaryDirectory(prefix="handshape-"))) / "progress.db"
            settings = with_values(settings, "practice", progress=str(progress))
        first = settings.practice
        store = _open_store(progress)
        stack.callback(_close, store)
        log = stack.enter_context(closing(LogWriter(args.log, warn))) if args.log else None
        assembly = stack.enter_context(
            Assembly(settings, realtime=not args.no_realtime, debug=args.view == "debug", page_required=page_required)
        )
        if words_problem:
            assembly.notice(words_problem)
        perception = assembly.open_perception()
        assembly.open_camera()
        if "web" in settings.display.use:
            first = with_page_choices(settings, changes_of(args), warn).practice
        activity = open_practice(perception, first, settings.practice, store, progress, words, warn, log, args.personal)
        print_summary(assembly.run(activity, perception, self_test=True), settings)
    return 0


def _words(settings: Settings) -> tuple[tuple[str, ...], str]:
    """Return the words to spell, and what is wrong with the list if a station uses the bundled one in its place.

    Raises:
        WordsError: the list cannot be used, and this is not the service, which must go on.
    """
    path = Path(settings.practice.words) if settings.practice.words else None
    try:
        return tuple(load_words(path, warn)), ""
    except WordsError as error:
        if path is None or "RUNTIME_DIRECTORY" not in os.environ:
            raise
        warn(f"{error} The bundled words are used.")
        return tuple(load_words(None, warn)), str(error)


def _open_store(progress: Path) -> ProgressStore:
    """The store, in memory if its file cannot be used: practice must not depend on a writable memory card."""
    try:
        return open_progress(progress, warn)
    except ProgressBusy as error:
        warn(f"{error} Practice goes on; its answers are added when the file is free.")
        return ProgressStore.in_memory(progress, warn)
    except ProgressError as error:
        warn(f"{error} Practice goes on, but its progress is not kept.")
        return ProgressStore.in_memory()


def _export(table: Path, progress: Path, force: bool) -> int:
    """Write the table of all answers; return the exit code."""
    check_not_progress(table, progress)  # before the progress file is created
    with readable_progress(progress, warn) as store:
        count = export_csv(store, table, force=force)
    sys.stdout.write(f"{_counted(count, 'answer')} written to {shown(table)}\n")
    beside = hands_beside(table)
    if hands := export_hands(progress, beside, force=force):
        sys.stdout.write(f"{_counted(hands, 'learned hand')} written to {shown(beside)}\n")
    return 0


def _close(store: ProgressStore) -> None:
    """Close the store; a second signal of a closing terminal must not end the program before all is written."""
    with stop_on_signal():
        store.close()


def _progress_command(args: argparse.Namespace, store: ProgressStore, progress: Path) -> int:
    """Import or reset progress; return the exit code."""
    try:
        if args.import_:
            count = import_csv(store, args.import_)
            sys.stdout.write(f"{_counted(count, 'new answer')} from {shown(args.import_)}\n")
            beside = hands_beside(args.import_)
            if beside.is_file():
                hands = import_hands(progress, beside)
                sys.stdout.write(f"{_counted(hands, 'new learned hand')} from {shown(beside)}\n")
        else:
            store.reset(None if args.reset == "all" else args.reset)
            for slot in LEARNERS if args.reset == "all" else (args.reset,):
                remove_hand(progress, slot)
            sys.stdout.write(f"Progress of {shown(args.reset)} is deleted.\n")
    finally:
        store.close()
    return 0


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _replay(path: Path) -> int:
    """Print the effects of a log; return the exit code."""
    for effect in replay(log_lines(path), replay_engine, warn):
        sys.stdout.write(effect_line(effect) + "\n")
    return 0
