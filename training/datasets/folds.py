"""Folds of the training signers by person: no person is in training and in test."""

from collections import Counter
from collections.abc import Sequence

from training.datasets.people import person
from training.datasets.sample import Sample
from training.errors import DataError


def person_folds(samples: Sequence[Sample], count: int | None) -> list[list[str]]:
    """Distribute persons over folds of about equal numbers of pictures.

    The person with most pictures comes first, each to the fold that is smallest so far. The same samples give the same
    folds.

    Args:
        samples: of all persons.
        count: number of folds; None for one person in each (leave one out).

    Raises:
        DataError: `count` is below 2 or above the number of persons.
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
