"""The two vocabularies that the hand networks know: letters, and the numbers 0–9 as one hand signs them.

0, 2, 6 and 9 are the handshapes of O, V, W and F, and 1 and 4 are close to D and B: which is meant, only the
vocabulary can say.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from device.alphabet import NO_LETTER, STATIC_LETTERS

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "0": ("O",),
    "1": ("1", "D"),
    "2": ("V", "K"),
    "3": ("3",),
    "4": ("4", "B"),
    "5": ("5", "palm"),
    "6": ("W",),
    "7": ("7",),
    "8": ("8",),
    "9": ("F",),
}
"""Classes of the networks that each number adds up, see `training.datasets.hand_squares.LABELS`.

No number is a K, so the networks' K counts as 2: seen from behind, as when counting, V and K look alike.
"""
LETTERS: Mapping[str, tuple[str, ...]] = {letter: (letter,) for letter in STATIC_LETTERS}


def labels_of(vocabulary: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of a vocabulary that a network knows; the last one is "nothing".

    Args:
        vocabulary: one of settings.VOCABULARIES.
        classes: of the network. A label without any class is left out: networks of version 0.2 know no 3.
    """
    return (
        *(label for label, parts in _parts(vocabulary).items() if any(part in classes for part in parts)),
        NO_LETTER,
    )


def knows_numbers(classes: tuple[str, ...]) -> bool:
    """Return whether a network has classes for all ten numbers; networks of version 0.2 have no 3, for example."""
    return len(labels_of("numbers", classes)) == len(NUMBERS) + 1


def vocabulary_of(labels: Collection[str]) -> str:
    """Return the vocabulary that these labels belong to, one of settings.VOCABULARIES."""
    return "numbers" if "0" in labels else "letters"


def sum_classes(p: NDArray[np.float32], classes: tuple[str, ...], vocabulary: str = "letters") -> NDArray[np.float32]:
    """Add the probabilities of a network's classes up to those of a vocabulary.

    Classes of no label count as "nothing".

    Args:
        p: (…, classes).
        classes: of the network.
        vocabulary: one of settings.VOCABULARIES.

    Returns:
        float32 (…, labels), in the order of `labels_of`.
    """
    return np.asarray(p @ class_matrix(vocabulary, classes), np.float32)


@lru_cache
def class_matrix(vocabulary: str, classes: tuple[str, ...]) -> NDArray[np.float32]:
    """Return the matrix of `sum_classes`, float32 (classes, labels): 1 where a class counts as a label."""
    parts, labels = _parts(vocabulary), labels_of(vocabulary, classes)
    matrix = np.array([[float(name in parts.get(label, ())) for label in labels] for name in classes], np.float32)
    matrix[:, -1] = 1 - matrix.sum(1)
    return matrix


def _parts(vocabulary: str) -> Mapping[str, tuple[str, ...]]:
    return NUMBERS if vocabulary == "numbers" else LETTERS
