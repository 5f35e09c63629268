"""Arrays that are computed once and kept in a file."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.run_folder import written_whole

Arrays = Mapping[str, NDArray[Any]]


def cached_arrays(path: Path, compute: Callable[[], Arrays]) -> dict[str, NDArray[Any]]:
    """Return the arrays of an .npz file; compute and write them first if it does not exist.

    Args:
        path: .npz file. Its name must change whenever the arrays would.
        compute: called only if the file does not exist.

    Raises:
        RunError: the file cannot be written.
    """
    if not path.exists():
        arrays = compute()
        with written_whole(path) as part:
            np.savez_compressed(part, **arrays)
    with np.load(path) as archive:
        return {name: archive[name] for name in archive.files}
