"""Bootstrap confidence intervals for groups of near-duplicates.

Rows of one photograph, or frames of one burst, are not independent. Therefore whole groups are drawn, not rows
(cluster bootstrap; Efron & Tibshirani 1993, percentile interval).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

REPLICATES = 2000
LEVEL = 0.95


def interval(right: NDArray[np.bool_], groups: ArrayLike, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of the accuracy; whole groups are drawn with replacement.

    Args:
        right: bool (n,), whether each row was read right.
        groups: str (n,), what each row belongs to: its photograph, its signer.
        seed: of the draws.
    """
    hits, sizes = _sums(right, groups)
    counts = _draws(len(sizes), seed)
    return _percentiles((counts @ hits) / (counts @ sizes))


def macro_interval(
    right: NDArray[np.bool_], signers: ArrayLike, letters: ArrayLike, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % interval of the mean over signers of their mean over letters.

    A signer's frames of a letter are seconds apart, so signer × letter is the group: the letters of each signer are
    drawn with replacement. The signers stay the same, because they are too few to stand for other people.

    Args:
        right: bool (n,), whether each frame was read right.
        signers, letters: str (n,).
        seed: of the draws.
    """
    names, classes = np.asarray(signers), np.asarray(letters)
    means = []
    for number, name in enumerate(np.unique(names)):
        own = names == name
        hits, sizes = _sums(right[own], classes[own])
        counts = _draws(len(sizes), [seed, number])
        means.append((counts @ (hits / sizes)) / len(sizes))
    return _percentiles(np.mean(means, axis=0))


def people_interval(shares: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of a mean over persons, who are drawn with replacement.

    Args:
        shares: figure of each person.
        seed: of the draws.
    """
    counts = _draws(len(shares), seed)
    return _percentiles(counts @ np.asarray(shares, float) / len(shares))


def _sums(right: NDArray[np.bool_], groups: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the number of rows that were read right, and of all rows, of each group."""
    _, index = np.unique(np.asarray(groups), return_inverse=True)
    return np.bincount(index, weights=np.asarray(right, float)).astype(float), np.bincount(index).astype(float)


def _draws(groups: int, seed: int | list[int]) -> NDArray[np.float64]:
    """Draw how often each group occurs in each replicate, (REPLICATES, groups)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(groups, np.full(groups, 1 / groups), REPLICATES).astype(float)


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)
