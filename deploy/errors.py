"""Errors of the workstation's side: one sentence that says what is wrong and how to mend it."""


class DeployError(Exception):
    """Printed as one line by `python -m deploy`."""
