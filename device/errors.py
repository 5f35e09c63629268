"""Errors a person can act on: one sentence that says what is wrong and how to mend it."""


class HandshapeError(Exception):
    """Base of every expected failure; `python -m device` prints it as one line.

    Attributes:
        exit_code: process exit status when nothing else can be done.
    """

    exit_code = 1


class SettingsError(HandshapeError):
    """A settings file or command-line value is wrong; names the file, the key and the line."""

    exit_code = 2


class ModelError(HandshapeError):
    """A model or its metadata is missing, corrupt, or the two do not belong together."""

    exit_code = 3


class CameraError(HandshapeError):
    """No camera, no such file, or nothing readable in it."""

    exit_code = 4


class CameraStalled(CameraError):
    """The camera was there and has stopped delivering frames."""


class RecordingError(HandshapeError):
    """Pictures cannot be recorded: no consent, a full disk, or another session in the same place."""

    exit_code = 6


class DisplayError(HandshapeError):
    """A display cannot be used: no GPIO, no such device."""

    exit_code = 5
