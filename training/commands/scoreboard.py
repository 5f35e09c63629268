"""python -m training scoreboard [MODELS]: measure everything on the test signers, beside MediaPipe, in one table.

Uses the split `eval`; each use is recorded in the run's eval_touches.jsonl. To try things, use --validation: the same
table on the validation signers.
"""

import argparse
import shutil
import sys
from pathlib import Path

from device.names import shown
from device.recognition.networks import networks_of, settings_of
from device.settings import PRESETS
from device.system.user_folders import NoHomeError, user_folder
from training.commands.models_argument import add_models_argument
from training.datasets.data_folders import add_data_arguments, data_folders_of
from training.errors import RunError
from training.evaluation import scoreboard_text
from training.evaluation.model_card import write_card
from training.evaluation.publish import publish
from training.evaluation.scoreboard_systems import MEDIAPIPE, PARTS, measure_all
from training.mediapipe import client
from training.run_folder import write_bytes, write_json

ROOT = Path(__file__).parents[2]
OLD_PARTS = {"peer": MEDIAPIPE}
"""Earlier words of --without, still accepted."""
CACHE_HELP = "$XDG_CACHE_HOME/handshape/scoreboard"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `python -m training scoreboard`."""
    add_models_argument(parser)
    parser.add_argument(
        "--validation",
        "--rehearse",
        dest="validation",
        action="store_true",
        help="measure on the validation signers instead of the test signers (--rehearse is the earlier word)",
    )
    parser.add_argument("--run", type=Path, help="run folder (default: runs/scoreboard, runs/validation)")
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="FOLDER",
        help=f"for MediaPipe's results, rendered hands and baselines (default: {CACHE_HELP})",
    )
    parser.add_argument(
        "--without",
        nargs="+",
        choices=(*PARTS, *OLD_PARTS),
        metavar="PART",
        help=f"leave out {' or '.join(PARTS)}: MediaPipe, or the three models of the student report (trained the first "
        "time, which takes minutes)",
    )
    parser.add_argument(
        "--publish",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="write docs/scoreboard.json, docs/benchmarks.md, docs/model-card.md and the README's figures (default: "
        "for the installed models, with nothing left out)",
    )
    add_data_arguments(parser)


def default_cache() -> Path:
    """Return $XDG_CACHE_HOME/handshape/scoreboard, which is outside of the project.

    Raises:
        RunError: this user has no home folder.
    """
    try:
        return user_folder("XDG_CACHE_HOME", ".cache") / "handshape" / "scoreboard"
    except NoHomeError as error:
        raise RunError(f"{error} Say where intermediate results are kept, with --cache DIR.") from None


def main(args: argparse.Namespace) -> int:
    """Measure, print, and write results.json and table.md; publish the figures of the installed models.

    Raises:
        RunError: --publish is given for a run that is not published.
    """
    without = [OLD_PARTS.get(part, part) for part in args.without or ()]
    comparable = not args.validation and MEDIAPIPE not in without and client.installed()
    installed = networks_of(settings_of(args.models)) == next(iter(PRESETS.values()))
    if args.publish and not comparable:
        raise RunError(
            "A scoreboard is published on the test signers and beside MediaPipe: leave out --validation and --without "
            f"mediapipe, and install MediaPipe ({client.INSTALL})."
        )
    run = args.run or Path("runs/validation" if args.validation else "runs/scoreboard")
    folders = data_folders_of(args)
    results = measure_all(
        args.models, folders, run, args.cache or default_cache(), validation=args.validation, without=without
    )
    write_json(run / "results.json", results)
    table = scoreboard_text.markdown(results)
    write_bytes(run / "table.md", table.encode())
    sys.stdout.write(scoreboard_text.terminal(results, shutil.get_terminal_size((160, 40)).columns))
    sys.stdout.write(
        f"{shown(run)}/results.json; {results['made']['wall_s']:.0f} s; test signers used {results['touches']} "
        "times from this run folder\n"
    )
    if args.publish or (args.publish is None and comparable and installed and not without):
        publish(results, table, ROOT)
        write_card(results, args.models, ROOT)
        sys.stdout.write("docs/scoreboard.json, docs/benchmarks.md, docs/model-card.md and README.md are up to date.\n")
    return 0
