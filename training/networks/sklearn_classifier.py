"""What both scikit-learn classifiers share: scores, and files that run no code when they are opened."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.types import Pixels
from training.networks import sklearn_file


class SklearnClassifier:
    """A scikit-learn estimator as a classifier of squares.

    Attributes:
        name: in tables and files.
        size: side of the squares, pixels.
        labels: classes in the order of the scores; empty before `fit` or `load`.
        model: the estimator; None before `fit` or `load`.
    """

    name: str
    size = 28

    def __init__(self) -> None:
        """Start without an estimator."""
        self.labels: tuple[str, ...] = ()
        self.model: Any = None

    def rows(self, pixels: Pixels) -> NDArray[np.float32]:
        """Return what the estimator takes: uint8 (n, 28, 28) → float32 (n, 784), 0–255."""
        return pixels.reshape(len(pixels), -1).astype(np.float32)

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """Classify squares: uint8 (n, 28, 28) → probabilities float32 (n, len(labels)); a forest's are votes."""
        return np.asarray(self.model.predict_proba(self.rows(pixels)), np.float32)

    def save(self, folder: Path) -> None:
        """Write the model and its labels.

        Raises:
            RunError: see sklearn_file.save.
        """
        sklearn_file.save(folder, self.model, self.name, self.size, self.labels)

    def load(self, folder: Path) -> None:
        """Read what `save` wrote.

        Raises:
            RunError: see sklearn_file.load.
        """
        model, self.labels = sklearn_file.load(folder, self.name)
        self.take(model)

    def take(self, model: Any) -> None:
        """Use a fitted estimator."""
        self.model = model
        self.labels = tuple(map(str, model.classes_))
