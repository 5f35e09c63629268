"""`python -m training synthetic …`: render hands and measure them. Arguments only; training/rendering does the work."""

import argparse

from training.commands import synthetic_measure, synthetic_render


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands of `synthetic`."""
    commands = parser.add_subparsers(dest="synthetic", required=True, metavar="what")
    synthetic_render.add_commands(commands)
    synthetic_measure.add_commands(commands)


def main(args: argparse.Namespace) -> int:
    """Run the sub-command; return the exit code."""
    return int(args.run(args))
