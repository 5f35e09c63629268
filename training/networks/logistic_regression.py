"""Multinomial logistic regression on raw pixels, the first model of the original report."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.types import Pixels
from training.networks.pixels import to_input
from training.networks.sklearn_classifier import SklearnClassifier

ITERATIONS, STEP = 1000, 50
"""Iterations of L-BFGS at most, and between two updates of the progress bar. Sign MNIST converges after about 400."""


class LogisticRegression(SklearnClassifier):
    """784 pixels / 255 → letters; L2 penalty with C = 1 (scikit-learn's default). Training is not random."""

    name = "logistic_regression"

    def fit(self, pixels: Pixels, letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Train on uint8 (n, 28, 28) and n letters; `seed` and `run` are not used."""
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression as Model
        from threadpoolctl import threadpool_limits

        # Short calls with a warm start instead of one long call, for the progress bar.
        model = Model(max_iter=STEP, warm_start=True)
        rows, targets = self.rows(pixels), np.asarray(letters)
        with tqdm(total=ITERATIONS, desc="Logistic regression", unit="iteration", leave=False, delay=2) as bar:
            for _ in range(ITERATIONS // STEP):
                # One thread: BLAS threads wait for each other when the machine has other work.
                with warnings.catch_warnings(), threadpool_limits(1):
                    warnings.simplefilter("ignore", ConvergenceWarning)  # of one step: the loop goes on
                    model.fit(rows, targets)
                bar.update(STEP)
                if model.n_iter_.max() < STEP:
                    break
        self.take(model)

    def rows(self, pixels: Pixels) -> NDArray[np.float32]:
        """Return uint8 (n, 28, 28) as float32 (n, 784), 0–1."""
        return to_input(pixels).reshape(len(pixels), -1)
