"""What every letter classifier of the baseline comparison can do, whatever library it is made with."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class LetterClassifier(Protocol):
    """A trained classifier: grey squares in, probabilities of letters out.

    Attributes:
        name: as in tables and on the command line.
        size: side of the input in pixels.
        labels: classes in the order of the columns of `scores`; set by training or `load`.
    """

    name: str
    size: int
    labels: tuple[str, ...]

    def scores(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Classify squares: uint8 (n, size, size) → probabilities float32 (n, len(labels))."""
        ...

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        ...

    def load(self, folder: Path) -> None:
        """Read what `save` wrote."""
        ...


class TrainableClassifier(LetterClassifier, Protocol):
    """A classifier that can be trained."""

    def fit(self, pixels: NDArray[np.uint8], letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Train on labelled squares.

        Args:
            pixels: uint8 (n, size, size).
            letters: n letters.
            seed: of everything random.
            run: folder for checkpoints and history.
        """
        ...
