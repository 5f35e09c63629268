"""Random forest (Breiman 2001) on raw pixels, the second model of the original report.

Each split tries √784 = 28 pixels.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.types import Pixels
from training.networks import sklearn_file

TREES, STEP = 100, 10
THREADS = 2


class RandomForest:
    """784 pixels → letters, by the vote of 100 fully grown trees (scikit-learn's defaults)."""

    name = "random_forest"
    size = 28

    def __init__(self, trees: int = TREES) -> None:
        """Grow this many trees."""
        self.trees = trees
        self.labels: tuple[str, ...] = ()
        self.model: Any = None

    def fit(self, pixels: Pixels, letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Train on uint8 (n, 28, 28) and n letters; the same seed grows the same trees. `run` is not used."""
        from sklearn.ensemble import RandomForestClassifier

        rows, targets = _rows(pixels), np.asarray(letters)
        model = RandomForestClassifier(random_state=seed, n_jobs=THREADS, warm_start=True)
        with tqdm(total=self.trees, desc="Random forest", unit="tree", leave=False, delay=2) as bar:
            for count in [*range(STEP, self.trees, STEP), self.trees]:
                model.set_params(n_estimators=count).fit(rows, targets)
                bar.update(count - bar.n)
        self._take(model)

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """Classify squares: uint8 (n, 28, 28) → fractions of the trees' votes, float32 (n, len(labels))."""
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
        model, self.labels = sklearn_file.load(folder, self.name)
        self._take(model)

    def _take(self, model: Any) -> None:
        # One picture at a time is faster without threads, and many are hardly slower.
        self.model = model.set_params(n_jobs=1)
        self.labels = tuple(map(str, model.classes_))


def _rows(pixels: Pixels) -> NDArray[np.float32]:
    return pixels.reshape(len(pixels), -1).astype(np.float32)
