"""The tutor: what to ask, when an answer counts, what to say, what is due when. See engine.py for the heart of it."""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Command line of `practice`."""
    from .command import add_arguments as add  # cameras and models are not needed to import the engine

    add(parser)


def main(args: argparse.Namespace) -> int:
    """Run `practice`; returns the exit code."""
    from .command import main as run

    return run(args)
