"""Keep C and C++ libraries from printing past Python, over the terminal display or between a command's own lines."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

SHOWN_BYTES = 4000  # of what was held back, from its end


@contextmanager
def muted(descriptors: tuple[int, ...] = (2,), *, show_on_error: bool = False) -> Iterator[None]:
    """Hold back what the body writes to these file descriptors; exceptions pass.

    Args:
        descriptors: 1 is standard output, 2 standard error.
        show_on_error: print the end of what was held back to standard error if the body raises.
    """
    with tempfile.TemporaryFile() as held:
        _flush()
        originals = {descriptor: os.dup(descriptor) for descriptor in descriptors}
        for descriptor in descriptors:
            os.dup2(held.fileno(), descriptor)
        failed = True
        try:
            yield
            failed = False
        finally:
            _flush()
            for descriptor, original in originals.items():
                os.dup2(original, descriptor)
                os.close(original)
            if failed and show_on_error:
                held.seek(0)
                sys.stderr.write(held.read().decode("utf-8", "replace")[-SHOWN_BYTES:])


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
