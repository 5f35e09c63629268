"""The web page: one more display of the one View, and commands in. An attacker's browser is expected to look, too."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `web`."""
    from .command import add_arguments as add  # aiohttp is not needed to look at the pure parts

    add(parser)


def main(args: argparse.Namespace) -> int:
    """Run `web`; returns the exit code."""
    from .command import main as run

    return run(args)
