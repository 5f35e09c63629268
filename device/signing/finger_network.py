"""A small network that says which fingers are off in the asked letter: device/assets/hand/finger_check.npz.

The landmark model has learned letters only. Of a hand that no letter looks like it places some fingers as a letter has
them: a ring finger that is stretched alone becomes the little finger of I, a middle finger the index finger of D. The
table of people's fingers (finger_table) then names the wrong one. This network has learned from drawn hands with one
finger wrong, and from training people in other letters, what such landmarks mean. `python -m training handshapes
finger-check` writes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from device.signing.finger_features import Array
from device.signing.finger_table import finger_table
from device.signing.hand_model import FOLDER

NETWORK_FILE = FOLDER / "finger_check.npz"
WEIGHTS = ("mean", "spread", "hidden", "hidden_bias", "out", "out_bias")
FAR, FAR_RATIO = 4.0, 10.0
"""Standard deviations, and differences of log likelihoods, about which numbers are cut off smoothly."""
RATIO_UNIT = 3.0


@dataclass(frozen=True)
class FingerNetwork:
    """Weights of the network: standardised inputs, one hidden layer of rectified units, one logit for each finger.

    Attributes:
        mean, spread: (inputs,) of the inputs.
        hidden, hidden_bias: (inputs, units) and (units,).
        out, out_bias: (units, 5) and (5,).
    """

    mean: Array
    spread: Array
    hidden: Array
    hidden_bias: Array
    out: Array
    out_bias: Array

    def probabilities(self, inputs: Array) -> Array:
        """Return (…, 5), how likely each finger, thumb first, is off; inputs (…, inputs) of `network_inputs`."""
        units = np.maximum((inputs - self.mean) / self.spread @ self.hidden + self.hidden_bias, 0)
        out: Array = 1 / (1 + np.exp(-np.clip(units @ self.out + self.out_bias, -30, 30)))
        return out


def network_inputs(points: Array, letter: str, rival: str | None) -> Array:
    """Return the network's inputs, (inputs,).

    Args:
        points: (21, 2) in the axes of the palm, see finger_features.
        letter: that was asked for, one of the table.
        rival: letter that the hand was taken for; None, or one without a table, if unknown.
    """
    table = finger_table()
    asked = table[letter]
    differences = asked.standardised(points)
    known = rival is not None and rival in table and rival != letter
    ratio = asked.surprise(points) - table[rival].surprise(points) if known and rival else np.zeros(len(differences))
    return np.concatenate(
        [
            points[1:].ravel(),
            _cut(differences, FAR).ravel(),
            np.log1p(np.linalg.norm(differences, axis=-1)),
            _cut(ratio, FAR_RATIO) / RATIO_UNIT,
            [float(letter == each) for each in sorted(table)],
        ]
    )


def stacked_inputs(points: NDArray[np.float64], letters: Sequence[str], rivals: Sequence[str | None]) -> Array:
    """Return the inputs of several hands, (n, inputs); see network_inputs."""
    return np.stack([network_inputs(*each) for each in zip(points, letters, rivals, strict=True)])


@cache
def finger_network(path: Path = NETWORK_FILE) -> FingerNetwork:
    """Return the bundled network."""
    with np.load(path, allow_pickle=False) as stored:
        return FingerNetwork(**{name: stored[name].astype(np.float64) for name in WEIGHTS})


def _cut(numbers: Array, far: float) -> Array:
    return np.asarray(np.tanh(numbers / far) * far)
