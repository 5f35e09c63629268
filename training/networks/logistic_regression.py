"""Multinomial logistic regression on raw pixels, the first model of the original report."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.types import Pixels
from training.networks import sklearn_file
from training.networks.pixels import to_input

ITERATIONS, STEP = 1000, 50
"""Iterations of L-BFGS at most, and between two updates of the progress bar. Sign MNIST converges after about 400."""


class LogisticRegression:
    """784 pixels / 255 → letters; L2 penalty with C = 1 (scikit-learn's default). Training is not random."""

    name = "logistic_regression"
    size = 28

    def __init__(self) -> None:
        """Start without weights."""
        self.labels: tuple[str, ...] = ()
        self.model: Any = None

    def fit(self, pixels: Pixels, letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Train on uint8 (n, 28, 28) and n letters; `seed` and `run` are not used."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression as Model
        from threadpoolctl import threadpool_limits

        # Short calls with a warm start instead of one long call, for the progress bar.
        model = Model(max_iter=STEP, warm_start=True)
        rows, targets = _rows(pixels), np.asarray(letters)
        with tqdm(total=ITERATIONS, desc="Logistic regression", unit="iteration", leave=False, delay=2) as bar:
            for _ in range(ITERATIONS // STEP):
                # One thread: BLAS threads wait for each other when the machine has other work.
                with warnings.catch_warnings(), threadpool_limits(1):
                    warnings.simplefilter("ignore", ConvergenceWarning)  # of one step: the loop goes on
                    model.fit(rows, targets)
                bar.update(STEP)
                if model.n_iter_.max() < STEP:
                    break
        self.model = model
        self.labels = tuple(map(str, model.classes_))

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """Classify squares: uint8 (n, 28, 28) → probabilities float32 (n, len(labels))."""
        return np.asarray(self.model.predict_proba(_rows(pixels)), np.float32)

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
        self.model, self.labels = sklearn_file.load(folder, self.name)


def _rows(pixels: Pixels) -> NDArray[np.float32]:
    return to_input(pixels).reshape(len(pixels), -1)
