"""`python -m device capture`: record one's own letters for training, guided letter by letter."""

from .command import add_arguments, main

__all__ = ["add_arguments", "main"]
