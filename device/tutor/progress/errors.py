"""What can be wrong with a progress file, in one sentence."""

from device.errors import ExitCode, HandshapeError


class ProgressError(HandshapeError):
    """Progress cannot be read, written, imported or exported."""

    exit_code = ExitCode.DATA
