"""`python -m device practice`: the tutor. `progress_tasks.py` has what its options do without a camera."""

import argparse
import os
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

from device.commands.progress_tasks import export, import_table, replay_log, reset
from device.commands.run import add_arguments as add_run_arguments
from device.commands.run import changes_of as run_changes
from device.commands.run import print_summary, refuse_unused
from device.errors import SettingsError
from device.runtime.assembly import Assembly
from device.runtime.practice import open_practice
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
from device.tutor.log import LogWriter
from device.tutor.progress import ProgressBusy, ProgressError, ProgressStore
from device.tutor.progress.start import open_progress
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
        return replay_log(args.replay)
    if args.force and not args.export:
        raise SettingsError("--force needs --export; add that, or leave it out.")
    settings = effective_settings(args.config, changes_of(args))
    if args.export:
        return export(args.export, progress_path(settings.practice), args.force)
    if args.import_:
        return import_table(args.import_, progress_path(settings.practice))
    if args.reset:
        return reset(args.reset, progress_path(settings.practice))
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


def _close(store: ProgressStore) -> None:
    """Close the store; a second signal of a closing terminal must not end the program before all is written."""
    with stop_on_signal():
        store.close()
