"""Errors of training and conversion with their exit statuses; each message is one sentence."""

import argparse

from device.errors import ExitCode, HandshapeError, SettingsError


class DataError(HandshapeError):
    """A data source is missing, damaged or wrong; names the file and, where there is one, the row."""

    exit_code = ExitCode.DATA


class RunError(HandshapeError):
    """A run cannot be started, resumed or written; says why."""

    exit_code = ExitCode.RUN


class ParityError(HandshapeError):
    """The int8 model does not agree with the float model it was made from."""

    exit_code = ExitCode.PARITY


def refuse_numbers(args: argparse.Namespace) -> None:
    """Check numbers of the command line that no library accepts.

    Raises:
        SettingsError: --epochs below 1, --seed below 0 or too large for NumPy.
    """
    if getattr(args, "epochs", 1) < 1:
        raise SettingsError("--epochs must be 1 or more.")
    if not 0 <= args.seed < 2**32:
        raise SettingsError("--seed must be 0 or more, and below 4294967296.")
