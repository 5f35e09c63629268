"""Errors of the progress file."""

from device.errors import ExitCode, HandshapeError


class ProgressError(HandshapeError):
    """The progress file cannot be read, written, imported or exported."""

    exit_code = ExitCode.DATA
