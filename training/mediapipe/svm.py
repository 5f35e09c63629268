"""Landmarks → letters: a support vector machine on normalised geometry, as the field's tutorials have it."""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

C = 10.0  # of the scoreboard's peer
QUICK = 3000  # hands that are fitted at once; more take seconds


class LandmarkSvm:
    """SVM (RBF, C 10) on the 63 numbers of geometry.normalise.

    Attributes:
        labels: classes in the order of `scores`' columns.
        learned: hands it has learned from.
    """

    def __init__(self) -> None:
        self.labels: tuple[str, ...] = ()
        self.learned = 0
        self._model = None

    def fit(self, features: NDArray[np.float32], letters: Sequence[str]) -> None:
        """Learn from float32 (n, 63) and n letters."""
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC

        if len(features) > QUICK:
            sys.stderr.write(f"Fitting the SVM to {len(features):,} hands; it does not say how far it is …\n")
        self._model = make_pipeline(StandardScaler(), SVC(C=C, kernel="rbf", gamma="scale"))
        self._model.fit(features, np.asarray(letters))
        self.labels = tuple(map(str, self._model.classes_))
        self.learned = len(features)

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """float32 (n, 63) → float32 (n, labels): a softmax of the machine's decision values.

        Its first is the machine's answer. As probabilities these are uncalibrated: an SVM has none.
        """
        values = self._model.decision_function(features)
        exponent = np.exp(values - values.max(1, keepdims=True))
        return (exponent / exponent.sum(1, keepdims=True)).astype(np.float32)
