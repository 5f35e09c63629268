"""Random forest (Breiman 2001) on raw pixels, the second model of the original report.

Each split tries √784 = 28 pixels.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from device.types import Pixels
from training.networks.sklearn_classifier import SklearnClassifier

TREES, STEP = 100, 10
THREADS = 2


class RandomForest(SklearnClassifier):
    """784 pixels → letters, by the vote of 100 fully grown trees (scikit-learn's defaults)."""

    name = "random_forest"

    def __init__(self, trees: int = TREES) -> None:
        """Grow this many trees."""
        super().__init__()
        self.trees = trees

    def fit(self, pixels: Pixels, letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Train on uint8 (n, 28, 28) and n letters; the same seed grows the same trees. `run` is not used."""
        from sklearn.ensemble import RandomForestClassifier

        rows, targets = self.rows(pixels), np.asarray(letters)
        model = RandomForestClassifier(random_state=seed, n_jobs=THREADS, warm_start=True)
        with tqdm(total=self.trees, desc="Random forest", unit="tree", leave=False, delay=2) as bar:
            for count in [*range(STEP, self.trees, STEP), self.trees]:
                model.set_params(n_estimators=count).fit(rows, targets)
                bar.update(count - bar.n)
        self.take(model)

    def take(self, model: Any) -> None:
        """Use a fitted forest."""
        # One picture at a time is faster without threads, and many are hardly slower.
        super().take(model.set_params(n_jobs=1))
