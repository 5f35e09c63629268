"""Errors of the workshop a person can act on; each is one sentence."""

from device.errors import HandshapeError


class DataError(HandshapeError):
    """A data source is missing, damaged or wrong; names the file and, where there is one, the row."""

    exit_code = 6


class RunError(HandshapeError):
    """A run cannot start, go on or be written; says why."""

    exit_code = 7


class ParityError(HandshapeError):
    """The int8 model does not agree with the float model it was made from."""

    exit_code = 8
