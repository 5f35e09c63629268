"""TensorFlow without its chatter, so that a command prints its own lines and nothing else."""

import os
import sys
from contextlib import AbstractContextManager
from typing import Any

from device.system.mute import muted

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


def silenced() -> AbstractContextManager[None]:
    """Hold back what the body prints to standard output and error, as C++ does; show it if the body raises."""
    return muted((1, 2), show_on_error=True)
