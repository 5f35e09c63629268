"""python -m convert RUN – a trained model as int8 .tflite with its metadata, through the parity gate."""

import argparse
import sys
from pathlib import Path

from device.system.command_line import exit_code_of
from device.system.messages import add_verbose, log_to_stderr

REPORT, STATION = Path("device/models/report"), Path("device/models/station")


def main(argv: list[str] | None = None) -> int:
    """Convert, compare, install; return the exit code."""
    return exit_code_of(lambda: _convert(argv), prefix="", stopped="\nStopped; nothing was installed.\n")


def make_parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    parser = argparse.ArgumentParser(prog="python -m convert", description=__doc__)
    parser.add_argument(
        "run",
        type=Path,
        nargs="?",
        default=Path("runs/report"),
        help="folder of a finished `python -m training train` (default: runs/report)",
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder with sign_mnist/ (default: data)")
    parser.add_argument("--to", type=Path, help=f"folder to install in (default: {REPORT}, {STATION})")
    parser.add_argument("--name", default="letters", help="of the files (default: letters)")
    parser.add_argument(
        "--per-letter", type=int, default=20, help="training rows a letter to calibrate with (default: 20)"
    )
    parser.add_argument(
        "--finder",
        type=Path,
        metavar="RUN",
        help="convert the station's networks: RUN of the reader first, of the finder here",
    )
    parser.add_argument("--letters", type=Path, metavar="RUN", help="of the station's letter head")
    parser.add_argument("--cache", type=Path, default=Path(".cache/hand"), help="of cut pictures (station only)")
    add_verbose(parser)
    return parser


def _convert(argv: list[str] | None) -> int:
    parser = make_parser()
    args = parser.parse_args(argv)
    if args.per_letter < 1:
        parser.error("--per-letter must be 1 or more")
    if (args.finder is None) != (args.letters is None):
        parser.error("the station's networks are converted together: give both --finder RUN and --letters RUN")
    if args.verbose:
        log_to_stderr(args.verbose)
    if args.finder is not None and args.letters is not None:
        from convert import landmark

        asked = landmark.Asked(args.run, args.finder, args.letters, args.data, args.cache)
        sys.stdout.write(landmark.convert(asked, args.to or STATION))
    else:
        from convert.baseline import convert

        sys.stdout.write(convert(args.run, args.data, args.to or REPORT, args.name, args.per_letter))
    return 0


if __name__ == "__main__":
    sys.exit(main())
