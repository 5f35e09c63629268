"""`python -m convert RUN`: convert a trained model to int8 .tflite with metadata, through its parity gate.

Without options RUN is a run of `python -m training train` (the baseline CNN). With --detector and --classifier it is
the run of the landmark model; --second adds the second opinion. With --dynamic it is a run of
`python -m training motion train`.
"""

import argparse
import sys
from pathlib import Path

from convert import baseline, dynamic, hand_networks
from device.system.command_line import exit_code_of
from device.system.messages import add_verbose, log_to_stderr
from device.system.option_types import SIGNED_COUNT

MODELS = Path("device/models")
BASELINE, HAND, DYNAMIC = MODELS / "report", MODELS / "station", MODELS / "motion"


def main(argv: list[str] | None = None) -> int:
    """Convert, compare, install; return the exit code."""
    return exit_code_of(lambda: _convert(argv), prefix="", stopped="\nStopped; nothing was installed.\n")


def make_parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(
        prog="python -m convert", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "run", type=Path, nargs="?", default=Path("runs/report"), help="folder of a finished run (default: runs/report)"
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with the data sets (default: data)")
    parser.add_argument("--to", type=Path, help=f"folder to install in (default: {BASELINE}, {HAND} or {DYNAMIC})")
    parser.add_argument("--name", default="letters", help="baseline: of the files (default: letters)")
    parser.add_argument(
        "--per-letter",
        type=SIGNED_COUNT,
        default=20,
        help="baseline: training rows of a letter to calibrate with (default: 20)",
    )
    parser.add_argument(
        "--detector",
        "--finder",
        type=Path,
        metavar="RUN",
        help="convert detector, landmark model and classifier: RUN of the detector (the first RUN: landmark model)",
    )
    parser.add_argument("--classifier", "--letters", type=Path, metavar="RUN", help="RUN of the landmark classifier")
    parser.add_argument(
        "--second",
        type=Path,
        metavar="RUN",
        help="RUN of the second opinion, with --detector; without it, one that lies in the folder stays",
    )
    parser.add_argument(
        "--cache", type=Path, default=Path(".cache/hand"), help="folder of cut pictures, with --detector"
    )
    parser.add_argument("--dynamic", action="store_true", help="convert the dynamic-letter model")
    add_verbose(parser)
    return parser


def _convert(argv: list[str] | None) -> int:
    parser = make_parser()
    args = parser.parse_args(argv)
    if args.per_letter < 1:
        parser.error("--per-letter must be 1 or more")
    if (args.detector is None) != (args.classifier is None):
        parser.error("the hand networks are converted together: give both --detector RUN and --classifier RUN")
    if args.second is not None and args.detector is None:
        parser.error("the second opinion is converted together with the others: give --detector RUN, too")
    if args.verbose:
        log_to_stderr(args.verbose)
    if args.dynamic:
        text = dynamic.convert_run(args.run, args.to or DYNAMIC)
    elif args.detector is not None:
        runs = (args.run, args.detector, args.classifier)
        what = hand_networks.ConversionInput(*runs, args.data, args.cache, args.second)
        text = hand_networks.convert(what, args.to or HAND)
    else:
        text = baseline.convert(args.run, args.data, args.to or BASELINE, args.name, args.per_letter)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
