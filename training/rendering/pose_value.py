"""What are the poses of a table good for? A letter classifier learns from posed landmarks alone and reads `dev` people.

No image is rendered and no photograph is learned from: the figures compare pose tables, not recognizers.
"""

from pathlib import Path

from device.alphabet import STATIC_LETTERS
from training.datasets.tracked_hands import tracked_hands
from training.errors import DataError
from training.rendering.landmark_baseline import LandmarkSet, posed_landmarks, train_network
from training.rendering.read_back import Variants, real_set

HARD = "MNTSERPQXG"
"""Letters that are printed one by one: those that people's hands are misread on most often."""
COUNT, PEOPLE = 60, 20
"""Posed hands of each letter, and synthetic people."""
ROUNDS, BATCH = 8, 5000
"""Passes of the training, and posed hands in each."""


def pose_value(data: Path, variants: Variants, seed: int) -> dict[str, float]:
    """Return letter → share of `dev` people's hands that a classifier of posed hands reads correctly.

    Args:
        data: folder that holds hands/.
        variants: ways of each letter.
        seed: of people, poses and training.

    Raises:
        DataError: the data are missing or have no tracked hand of a `dev` person.
    """
    people = real_set(tracked_hands(data, "dev"))
    if not len(people.letters):
        raise DataError("The data have no tracked hand of a dev person.")
    return accuracy(posed_landmarks(COUNT, seed, PEOPLE, variants), people, seed)


def accuracy(posed: LandmarkSet, people: LandmarkSet, seed: int) -> dict[str, float]:
    """Return letter → share of people's hands that a classifier of posed hands reads correctly."""
    right = train_network([posed], seed, ROUNDS, BATCH).predict(people.points) == people.letters
    return {
        letter: float(right[people.letters == k].mean())
        for k, letter in enumerate(STATIC_LETTERS)
        if (people.letters == k).any()
    }
