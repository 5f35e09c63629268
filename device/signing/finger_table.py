"""How people hold each finger in each letter: device/assets/hand/fingers.npz.

The file is written by `python -m training handshapes fingers` from the landmarks of training people. For each letter
it has the mean of the palm and of each finger, how a finger follows the palm as the hand turns (linear regression), and
the spread that remains.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.signing.finger_features import Array, finger_numbers, palm_numbers
from device.signing.hand_model import FOLDER

FINGERS_FILE = FOLDER / "fingers.npz"
FIELDS = ("palm", "palm_precision", "finger", "follow", "precision")


@dataclass(frozen=True)
class LetterFingers:
    """People's fingers in one letter, in the numbers of finger_features.

    Attributes:
        palm: (8,) mean.
        palm_precision: (8, 8) inverse covariance.
        finger: (5, 6) mean of each finger.
        follow: (5, 6, 8) how it changes with the palm.
        precision: (5, 6, 6) inverse covariance of what remains.
    """

    palm: Array
    palm_precision: Array
    finger: Array
    follow: Array
    precision: Array

    def palm_distance(self, points: Array) -> Array:
        """Return (…,): how far the palm is from the usual views, standard deviations."""
        rest = palm_numbers(points) - self.palm
        squared: Array = np.einsum("...i,ij,...j->...", rest, self.palm_precision, rest)
        return np.asarray(np.sqrt(np.maximum(squared, 0)))

    def standardised(self, points: Array) -> Array:
        """Return (…, 5, 6): how each finger differs from people's, in uncorrelated standard deviations."""
        palm = palm_numbers(points) - self.palm
        rest = finger_numbers(points) - self.finger - np.einsum("fij,...j->...fi", self.follow, palm)
        out: Array = np.einsum("fij,...fi->...fj", self._scale, rest)
        return out

    def finger_distances(self, points: Array) -> Array:
        """Return (…, 5): squared distance of each finger from how people hold it with the palm turned like this."""
        out: Array = (self.standardised(points) ** 2).sum(-1)
        return out

    @cached_property
    def _scale(self) -> Array:
        """(5, 6, 6): lower triangle L of each precision, L Lᵀ."""
        return np.asarray(np.linalg.cholesky(self.precision), np.float64)

    def surprise(self, points: Array) -> Array:
        """Return (…, 5): negative log likelihood of each finger, without the constant."""
        out: Array = 0.5 * (self.finger_distances(points) - np.linalg.slogdet(self.precision)[1])
        return out

    def differences(self, other: "LetterFingers") -> Array:
        """Return (5,): squared distance of each finger's means in two letters, by the mean of their covariances."""
        between = self.finger - other.finger
        spread = (np.linalg.inv(self.precision) + np.linalg.inv(other.precision)) / 2
        out: Array = np.einsum("fi,fij,fj->f", between, np.linalg.inv(spread), between)
        return out


@cache
def finger_table(path: Path = FINGERS_FILE) -> Mapping[str, LetterFingers]:
    """Return letter → people's fingers; letters without a table, such as J and Z, are not in it."""
    with np.load(path, allow_pickle=False) as stored:
        arrays: dict[str, NDArray[Any]] = {name: stored[name].astype(np.float64) for name in FIELDS}
        letters = str(stored["letters"])
    return MappingProxyType(
        {letter: LetterFingers(**{name: arrays[name][i] for name in FIELDS}) for i, letter in enumerate(letters)}
    )
