"""Errors on the workstation: each is one sentence that says what is wrong and how to fix it."""

from device.errors import HandshapeError


class DeployError(HandshapeError):
    """An error that `python -m deploy` prints as one line."""
