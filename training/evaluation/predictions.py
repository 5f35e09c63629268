"""Predictions of a system for a set of images, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER

LANDMARKS = 21
NO_ANSWER = "–"
"""Stands for a letter in tables when a system gives none."""


@dataclass(frozen=True)
class Predictions:
    """Predictions for n images.

    Attributes:
        labels: classes in the order of the columns of `scores`.
        excluded: classes that are never given as an answer.
        scores: float32 (n, labels), probabilities; zeros where no hand was found.
        found: bool (n,), a hand was found; always true for a fixed guide box.
        landmarks: float32 (n, 21, 2), fractions of the image; NaN where there are none.
        cpu_ms: CPU time of each image in milliseconds, (n,), if the system measures it itself; else None.
    """

    labels: tuple[str, ...]
    excluded: tuple[str, ...]
    scores: NDArray[np.float32]
    found: NDArray[np.bool_]
    landmarks: NDArray[np.float32]
    cpu_ms: NDArray[np.float64] | None = None

    @classmethod
    def without_landmarks(
        cls,
        labels: Sequence[str],
        excluded: Sequence[str],
        scores: NDArray[np.float32],
        found: NDArray[np.bool_] | None = None,
    ) -> "Predictions":
        """Make predictions of a system that gives no landmarks.

        Args:
            labels: classes.
            excluded: labels that are never shown.
            scores: (n, len(labels)).
            found: (n,), whether a hand was found; None for all.
        """
        count = len(scores)
        nowhere = np.full((count, LANDMARKS, 2), np.nan, np.float32)
        return cls(tuple(labels), tuple(excluded), scores, np.ones(count, bool) if found is None else found, nowhere)

    def __len__(self) -> int:
        return len(self.scores)

    @cached_property
    def letters(self) -> NDArray[np.str_]:
        """The most likely letter of each image whatever its confidence, (n,).

        NO_ANSWER where no hand was found, or where the most likely class is `nothing` or an excluded one.
        """
        silent = {*self.excluded, NO_LETTER}
        names = np.array([NO_ANSWER if label in silent else label for label in self.labels])
        best = self.scores.argmax(1) if len(self) else np.zeros(0, int)
        return np.where(self.found, names[best], NO_ANSWER)

    @cached_property
    def likeliest(self) -> NDArray[np.str_]:
        """The most likely letter of each image even if something else is likelier, (n,); NO_ANSWER without a hand."""
        letters = [i for i, label in enumerate(self.labels) if label not in {*self.excluded, NO_LETTER}]
        names = np.array([self.labels[i] for i in letters])
        best = self.scores[:, letters].argmax(1) if len(self) else np.zeros(0, int)
        return np.where(self.found, names[best], NO_ANSWER)

    @cached_property
    def answered(self) -> NDArray[np.bool_]:
        """Whether there is a letter at all, (n,)."""
        answered: NDArray[np.bool_] = self.letters != NO_ANSWER
        return answered

    @cached_property
    def confidence(self) -> NDArray[np.float64]:
        """Probability of the most likely class, (n,); 0 where no hand was found."""
        best = self.scores.max(1) if len(self) else np.zeros(0)
        return np.where(self.found, best, 0.0).astype(float)

    @cached_property
    def boxes(self) -> NDArray[np.float32]:
        """Boxes around the landmarks, float32 (n, 4), x0 y0 x1 y1; NaN without landmarks."""
        return np.concatenate([self.landmarks.min(1), self.landmarks.max(1)], 1)

    def shown(self, threshold: float) -> NDArray[np.bool_]:
        """Return which images get a letter with at least this confidence, bool (n,)."""
        return np.logical_and(self.answered, self.confidence >= threshold)

    def as_json(self) -> dict[str, list[object]]:
        """Return letters (None without one), confidence and found, in the order of the images."""
        return {
            "letters": [None if letter == NO_ANSWER else letter for letter in self.letters.tolist()],
            "confidence": [round(value, 4) for value in self.confidence.tolist()],
            "found": [int(value) for value in self.found.tolist()],
        }
