"""Errors that a person can act on, and the exit code of each. The message is one sentence: what, where, what to do."""

from enum import IntEnum

from device.names import printable


class ExitCode(IntEnum):
    """Exit codes of `python -m device`, `training` and `convert`; `text` says when each occurs."""

    text: str

    def __new__(cls, value: int, text: str) -> "ExitCode":
        """Make a code with its text."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.text = text
        return code

    OK = 0, "success, or the consumer of the output has closed it (`| head`)"
    FAILED = 1, "an output file cannot be written, a library is missing, or `doctor` found a fault"
    SETTINGS = 2, "the command line, the settings file, a word list or a log is wrong"
    MODEL = 3, "a model or its metadata is missing or damaged"
    CAMERA = 4, "no camera, or a picture or clip that cannot be read"
    DISPLAY = 5, "a display cannot be used"
    DATA = 6, "recordings, progress or training data cannot be read or written"
    RUN = 7, "a training run cannot start, continue or be written"
    PARITY = 8, "the int8 model does not agree with the float model"
    STOPPED = 130, "stopped with Ctrl-C"


class HandshapeError(Exception):
    """Base of every expected failure; a command prints it as one line.

    Attributes:
        exit_code: exit code of the process if the error ends it.
    """

    exit_code: int = ExitCode.FAILED

    def __str__(self) -> str:
        """Return the sentence; control characters of names and lines that it quotes are escaped."""
        return printable(super().__str__())


class SettingsError(HandshapeError):
    """A settings file or command-line value is wrong; names the file, the line and the key."""

    exit_code = ExitCode.SETTINGS


class ModelError(HandshapeError):
    """A model or its metadata is missing or damaged, or the two do not belong together."""

    exit_code = ExitCode.MODEL


class CameraError(HandshapeError):
    """There is no such camera or file, or it delivers nothing that can be read."""

    exit_code = ExitCode.CAMERA


class CameraBusy(CameraError):
    """There is a camera, and another program uses it."""


class CameraDenied(CameraError):
    """There is a camera, and this user may not open it."""


class CameraStalled(CameraError):
    """An open camera has stopped delivering frames."""


class DisplayError(HandshapeError):
    """A display cannot be used, for example without GPIO or without its device."""

    exit_code = ExitCode.DISPLAY


class RecordingError(HandshapeError):
    """Pictures cannot be recorded: no consent, a full disk, or another session in the same folder."""

    exit_code = ExitCode.DATA
