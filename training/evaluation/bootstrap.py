"""Confidence intervals that know near-duplicates are not independent.

Rows of one photograph, or frames of one burst, stand or fall together: whole groups are drawn, not rows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

REPLICATES = 2000
LEVEL = 0.95


def interval(right: NDArray[np.bool_], groups: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """95 % percentile interval of the accuracy, drawing whole groups with replacement.

    Args:
        right: (n,) whether each row was read rightly.
        groups: (n,) what each row belongs to: its photograph, its signer.
    """
    hits, sizes = _sums(right, groups)
    counts = _draws(len(sizes), seed)
    return _percentiles((counts @ hits) / (counts @ sizes))


def macro_interval(
    right: NDArray[np.bool_], signers: Sequence[str], letters: Sequence[str], seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the mean over signers of their mean over letters.

    A signer's frames of a letter are seconds apart, so signer × letter is the group: within each signer the
    letters are drawn anew. The signers themselves stay: these few people say nothing about who else there is,
    and the interval does not either.
    """
    names, letters = np.asarray(signers), np.asarray(letters)
    means = []
    for number, name in enumerate(np.unique(names)):
        own = names == name
        hits, sizes = _sums(right[own], letters[own])
        counts = _draws(len(sizes), [seed, number])
        means.append((counts @ (hits / sizes)) / len(sizes))
    return _percentiles(np.mean(means, axis=0))


def people_interval(shares: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """95 % interval of a mean over persons, drawing the persons anew: it speaks of other people, if these are many."""
    counts = _draws(len(shares), seed)
    return _percentiles(counts @ np.asarray(shares, float) / len(shares))


def _sums(right: NDArray[np.bool_], groups: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rightly read rows and all rows of each group."""
    _, index = np.unique(np.asarray(groups), return_inverse=True)
    return np.bincount(index, weights=np.asarray(right, float)), np.bincount(index).astype(float)


def _draws(groups: int, seed: int | list[int]) -> NDArray[np.float64]:
    """How often each group comes up in each replicate, (REPLICATES, groups)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(groups, np.full(groups, 1 / groups), REPLICATES).astype(float)


def _percentiles(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return float(low), float(high)
