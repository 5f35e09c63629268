"""Folds of the training pool by person: nobody is learned from and tested on."""

from collections import Counter
from collections.abc import Sequence

from training.datasets.people import person
from training.datasets.sample import Sample
from training.errors import DataError


def person_folds(samples: Sequence[Sample], count: int | None) -> list[list[str]]:
    """Persons dealt into `count` folds of about equal numbers of pictures; None: one person a fold.

    The largest person first, each to the fold that is smallest so far; the same samples give the same folds.

    Raises:
        DataError: fewer persons than folds.
    """
    pictures = Counter(person(sample.signer) for sample in samples)
    count = len(pictures) if count is None else count
    if not 2 <= count <= len(pictures):
        raise DataError(f"{len(pictures)} signers cannot make {count} folds; name 2 to {len(pictures)}.")
    folds: list[list[str]] = [[] for _ in range(count)]
    filled = [0] * count
    for name, number in sorted(pictures.items(), key=lambda item: (-item[1], item[0])):
        smallest = filled.index(min(filled))
        folds[smallest].append(name)
        filled[smallest] += number
    return folds
