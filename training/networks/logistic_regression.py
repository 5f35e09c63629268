"""Multinomial logistic regression on raw pixels, the report's first model."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.types import Pixels
from training.networks import sklearn_file

ITERATIONS, STEP = 1000, 50
"""Of L-BFGS at most, and between two moves of the progress bar; Sign MNIST converges after some 400."""


class LogisticRegression:
    """784 pixels × 1/255 → 24 letters, L2 penalty with C = 1 (scikit-learn's default). Training is not random."""

    name = "logistic_regression"
    size = 28

    def __init__(self) -> None:
        self.labels: tuple[str, ...] = ()
        self.model = None

    def fit(self, pixels: Pixels, letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Learn from all rows; `seed` and `run` have nothing to decide or keep here."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression as Model
        from threadpoolctl import threadpool_limits

        # Steps with a warm start instead of one long call, for the progress bar's sake.
        model = Model(max_iter=STEP, warm_start=True)
        rows, targets = _rows(pixels), np.asarray(letters)
        with tqdm(total=ITERATIONS, desc="Logistic regression", unit="iteration", leave=False, delay=2) as bar:
            for _ in range(ITERATIONS // STEP):
                # One thread: on a machine with other work, BLAS threads wait for each other many times over.
                with warnings.catch_warnings(), threadpool_limits(1):
                    warnings.simplefilter("ignore", ConvergenceWarning)  # of one step: the loop goes on
                    model.fit(rows, targets)
                bar.update(STEP)
                if model.n_iter_.max() < STEP:
                    break
        self.model = model
        self.labels = tuple(map(str, model.classes_))

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """uint8 (n, 28, 28) → probabilities float32 (n, len(labels))."""
        return self.model.predict_proba(_rows(pixels)).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the model and its labels."""
        sklearn_file.save(folder, self.model, self.name, self.size, self.labels)

    def load(self, folder: Path) -> None:
        """Read what `save` wrote; RunError when it cannot be."""
        self.model, self.labels = sklearn_file.load(folder, self.name)


def _rows(pixels: Pixels) -> NDArray[np.float32]:
    return pixels.reshape(len(pixels), -1).astype(np.float32) / 255
