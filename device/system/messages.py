"""Messages to people on standard error, and diagnostics for engineers through `logging`.

A message is one sentence that says what happened, where, and what to do. Diagnostics appear with -v only.
"""

import argparse
import logging
import sys

from device.names import printable

OURS = ("device", "training", "convert", "deploy")  # libraries' own diagnostics stay at warnings
LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)  # without -v, with -v, with -vv


def warn(sentence: str) -> None:
    """Print a sentence about something that does not work while the rest does."""
    sys.stderr.write(f"handshape: {printable(sentence)}\n")


def add_verbose(parser: argparse.ArgumentParser, *, default: object = 0) -> None:
    """Add -v/--verbose, which may be repeated."""
    parser.add_argument("-v", "--verbose", action="count", default=default, help="diagnostics on stderr; -vv for more")


def log_to_stderr(verbose: int) -> None:
    """Send diagnostics to standard error, from the level that `verbose` (number of -v) asks for."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(relativeCreated)7.0f ms %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler])
    for name in OURS:
        logging.getLogger(name).setLevel(LEVELS[min(verbose, len(LEVELS) - 1)])


class _Formatter(logging.Formatter):
    """Escapes control characters of names; the lines of a traceback stay lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = printable(record.message)
        return super().formatMessage(record)
