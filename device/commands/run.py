"""`python -m device run`: read the camera until Ctrl-C, SIGTERM or the end of a clip."""

from device.runtime.app import add_arguments, main

__all__ = ["add_arguments", "main"]
