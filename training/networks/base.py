"""What every letter classifier of the workshop can do, whatever library it is made with."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class LetterClassifier(Protocol):
    """Grey squares in, probabilities of letters out.

    Attributes:
        name: as in tables and on the command line.
        size: side of the input in pixels.
        labels: classes in the order of `scores`' columns; set by `fit` or `load`.
    """

    name: str
    size: int
    labels: tuple[str, ...]

    def fit(self, pixels: NDArray[np.uint8], letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Learn from uint8 (n, size, size) and n letters; checkpoints and history go to the folder `run`."""
        ...

    def scores(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """uint8 (n, size, size) → probabilities float32 (n, len(labels))."""
        ...

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        ...

    def load(self, folder: Path) -> None:
        """Read what `save` wrote."""
        ...
