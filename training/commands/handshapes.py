"""`python -m training handshapes …`: build what is made from the handshapes. Arguments only."""

import argparse

from training.commands import handshape_files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of `handshapes`."""
    commands = parser.add_subparsers(dest="handshapes", required=True, metavar="what")
    handshape_files.add_commands(commands)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command; return the exit code."""
    return int(args.run(args))
