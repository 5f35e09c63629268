"""TensorFlow without its chatter, so that a command prints its own lines and nothing else."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

THREADS = 2  # of each operation: more do not help 28×28 pictures, and leave nothing for anybody else


def import_tensorflow() -> Any:
    """The tensorflow module, imported once, silently and with THREADS threads.

    Call this before the first `import keras` or `import tensorflow` of a command.
    """
    if "tensorflow" in sys.modules:
        return sys.modules["tensorflow"]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    with silenced():
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(THREADS)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        tf.constant(0)  # the runtime says its piece when it is first used
    return tf


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Hold back what is written to file descriptors 1 and 2 (C++ does), and show it if the block fails."""
    with tempfile.TemporaryFile() as log:
        _flush()
        kept = {descriptor: os.dup(descriptor) for descriptor in (1, 2)}
        for descriptor in kept:
            os.dup2(log.fileno(), descriptor)
        failed = True
        try:
            yield
            failed = False
        finally:
            _flush()
            for descriptor, copy in kept.items():
                os.dup2(copy, descriptor)
                os.close(copy)
            if failed:
                log.seek(0)
                sys.stderr.write(log.read().decode("utf-8", "replace")[-4000:])


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
