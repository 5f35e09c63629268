"""Errors on the workstation: each is one sentence that says what is wrong and how to fix it."""


class DeployError(Exception):
    """An error that `python -m deploy` prints as one line."""
