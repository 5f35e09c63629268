"""A full disk: how it is recognised, and the one sentence that names it."""

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
TEXT = "No space left on device"
SENTENCE = "The disk is full: make room, and try again. What ran before still runs."


def is_full(error: Exception) -> bool:
    """Return True if this error, or the program whose message it holds, met a full disk."""
    return (isinstance(error, OSError) and error.errno in FULL) or TEXT in str(error)
