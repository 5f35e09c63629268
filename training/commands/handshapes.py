"""`python -m training handshapes …`: fit and check the handshapes, and build what is made from them. Arguments only."""

import argparse
import sys
from pathlib import Path

from device.names import shown
from device.system.option_types import SEED, Whole
from training.commands import handshape_files
from training.datasets.data_folders import DATA_DEFAULT, default_data


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of `handshapes`."""
    commands = parser.add_subparsers(dest="handshapes", required=True, metavar="what")

    p = commands.add_parser(
        "check", help="contacts, self-intersection, and whether people's classifier reads each sign"
    )
    p.add_argument("--poses", type=Path, metavar="FILE", help="a pose table to use instead of the built-in one")
    p.add_argument("--renders", type=Whole(1, 100_000), default=200, help="posed hands a sign (default: %(default)s)")
    p.add_argument("--seed", type=SEED, default=22)
    p.add_argument("--small", action="store_true", help="also tell pairs apart on 96-pixel pictures (minutes)")
    p.add_argument("--value", action="store_true", help="also how well the poses alone teach letters (minutes)")
    _data(p)
    p.set_defaults(run=_check)

    p = commands.add_parser("fit", help="fit the poses to the training people and write the pose table (minutes)")
    p.add_argument("signs", nargs="*", help="signs to fit anew (default: all)")
    p.add_argument("--out", type=Path, metavar="FILE", help="pose table to write (default: the built-in one)")
    _data(p)
    p.set_defaults(run=_fit)

    p = commands.add_parser("people", help="write a sheet of each sign beside training people (never publish it)")
    p.add_argument("signs", nargs="*", help="signs to show (default: all)")
    p.add_argument("--out", type=Path, default=Path("runs/handshapes-people.png"))
    _data(p)
    p.set_defaults(run=_people)

    handshape_files.add_commands(commands)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command; return the exit code."""
    return int(args.run(args))


def _data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=default_data(),
        metavar="FOLDER",
        help=f"folder that holds signers/ and hands/ {DATA_DEFAULT}",
    )


def _check(args: argparse.Namespace) -> int:
    from training.rendering.handshape_check import check, print_check

    result = check(args.data, args.poses, args.renders, args.seed, small=args.small, value=args.value)
    print_check(result)
    return 0 if result.ok else 1


def _fit(args: argparse.Namespace) -> int:
    from training.rendering.pose_fit_run import fit_table

    path = fit_table(args.data, args.signs, args.out)
    sys.stdout.write(f"{shown(path)}\n")
    return 0


def _people(args: argparse.Namespace) -> int:
    from training.rendering.people_sheet import write_people_sheet

    path = write_people_sheet(args.data, args.signs, args.out)
    sys.stdout.write(f"{shown(path)}: shows people; do not commit or publish it\n")
    return 0
