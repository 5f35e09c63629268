"""Batches as pure functions of seed, epoch and step, so that a resumed run sees the same data."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Batch = tuple[Any, Any]
"""Inputs and targets: NumPy arrays, or for the targets a tuple of arrays."""


class BatchSource(Protocol):
    """Training data of one run.

    Attributes:
        steps_per_epoch: batches in an epoch.
    """

    steps_per_epoch: int

    def batch(self, epoch: int, step: int) -> Batch:
        """Make one batch; called from several threads.

        Args:
            epoch: counted from 0.
            step: of the epoch, counted from 0.
        """
        ...


class RandomBatches:
    """Batches that a function draws with a random generator of their own."""

    def __init__(self, draw_batch: Callable[[np.random.Generator], Batch], steps_per_epoch: int, seed: int) -> None:
        """Draw each batch with a generator seeded by `seed` and the batch's number in the run."""
        self.steps_per_epoch = steps_per_epoch
        self._draw_batch = draw_batch
        self._seed = seed

    def batch(self, epoch: int, step: int) -> Batch:
        """Draw one batch; see BatchSource."""
        number = epoch * self.steps_per_epoch + step
        return self._draw_batch(np.random.default_rng([self._seed, number]))


def draw_rows(weight: NDArray[np.float64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw row numbers with replacement, each with a probability proportional to its weight.

    Args:
        weight: (n,), not negative.
        count: how many to draw.

    Returns:
        int (count,).
    """
    cumulative = np.cumsum(weight)
    rows = np.searchsorted(cumulative, rng.random(count) * cumulative[-1])
    return np.asarray(rows.clip(max=len(weight) - 1), np.int64)


def sampling_weights(
    signer: NDArray[np.str_], source: NDArray[np.str_], fractions: dict[str, float], balance: float
) -> NDArray[np.float64]:
    """Compute the probability with which each row is drawn.

    Args:
        signer: str (n,).
        source: str (n,).
        fractions: of a batch, by source; sources that are not named divide the rest.
        balance: a row of a signer with k rows counts k ** -balance; 0 draws rows evenly, 1 draws signers evenly.

    Returns:
        float (n,), sum 1.
    """
    weight = np.zeros(len(signer))
    group = np.where(np.isin(source, list(fractions)), source, "")
    for name in np.unique(group):
        rows = group == name
        people, counts = np.unique(signer[rows], return_counts=True)
        per_person = dict(zip(people, counts.astype(float) ** -balance, strict=True))
        part = np.array([per_person[person] for person in signer[rows]])
        weight[rows] = part / part.sum() * (fractions[name] if name else 1.0 - sum(fractions.values()))
    return np.asarray(weight / weight.sum())
