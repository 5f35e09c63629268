"""Load the weights that a training run has saved."""

import warnings
from pathlib import Path
from typing import Any

from device.names import shown
from training.errors import RunError


def load_weights(model: Any, path: Path) -> None:
    """Load a .weights.h5 into a Keras model.

    Args:
        model: built keras.Model, changed in place.
        path: of Model.save_weights.

    Raises:
        RunError: the file is missing or damaged, or holds the weights of a network of another shape, such as one that
            an earlier version has trained.
    """
    try:
        with warnings.catch_warnings():  # what Keras warns about is an error, too, and the sentence below says it
            warnings.simplefilter("ignore")
            model.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        if not path.is_file():
            reason = "there is no such file"
        elif isinstance(error, ValueError):
            reason = "they are of a network of another shape"
        else:
            reason = (str(error) or type(error).__name__).splitlines()[0]
        raise RunError(
            f"The weights {shown(path)} cannot be loaded: {reason}. Train again with this version of the project."
        ) from None
