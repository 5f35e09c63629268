"""Random forest on raw pixels, the report's second model: bagging, √784 = 28 pixels tried at each split."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from device.types import Pixels
from training.networks import sklearn_file

TREES, STEP = 100, 10
THREADS = 2


class RandomForest:
    """784 pixels → 24 letters by the vote of 100 trees grown to the end (scikit-learn's defaults)."""

    name = "random_forest"
    size = 28

    def __init__(self, trees: int = TREES) -> None:
        self.trees = trees
        self.labels: tuple[str, ...] = ()
        self.model = None

    def fit(self, pixels: Pixels, letters: Sequence[str], *, seed: int, run: Path) -> None:
        """Learn from all rows; the same seed grows the same trees. `run` keeps nothing."""
        from sklearn.ensemble import RandomForestClassifier

        rows, targets = _rows(pixels), np.asarray(letters)
        model = RandomForestClassifier(random_state=seed, n_jobs=THREADS, warm_start=True)
        with tqdm(total=self.trees, desc="Random forest", unit="tree", leave=False, delay=2) as bar:
            for count in [*range(STEP, self.trees, STEP), self.trees]:
                model.set_params(n_estimators=count).fit(rows, targets)
                bar.update(count - bar.n)
        self._take(model)

    def scores(self, pixels: Pixels) -> NDArray[np.float32]:
        """uint8 (n, 28, 28) → shares of the trees' votes, float32 (n, len(labels))."""
        return self.model.predict_proba(_rows(pixels)).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the model and its labels."""
        sklearn_file.save(folder, self.model, self.name, self.size, self.labels)

    def load(self, folder: Path) -> None:
        """Read what `save` wrote; RunError when it cannot be."""
        model, self.labels = sklearn_file.load(folder, self.name)
        self._take(model)

    def _take(self, model) -> None:  # noqa: ANN001 (scikit-learn's)
        # One picture at a time is quicker without threads, and many are hardly slower.
        self.model = model.set_params(n_jobs=1)
        self.labels = tuple(map(str, model.classes_))


def _rows(pixels: Pixels) -> NDArray[np.float32]:
    return pixels.reshape(len(pixels), -1).astype(np.float32)
