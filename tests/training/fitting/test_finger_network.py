"""The network that says which finger is off is learned from hands and written to one file."""

import numpy as np

from device.signing.finger_network import FingerNetwork, stacked_inputs
from device.signing.finger_table import finger_table
from training.fitting.finger_examples import FingerExample
from training.fitting.finger_network import fit_network


def examples() -> list[FingerExample]:
    """Hands of A as the table has them, and with the little finger stretched."""
    rng, found = np.random.default_rng(4), []
    table = finger_table()["A"]
    for number in range(1200):
        off = np.zeros(5)
        points = rng.normal(0, 0.02, (21, 2))
        points[[5, 9, 13, 17]] += table.palm.reshape(4, 2)
        for finger, first in enumerate((1, 5, 9, 13, 17)):
            points[first + 1 : first + 4] += points[max(first, 5)] + table.finger[finger].reshape(3, 2)
        if number % 2:
            off[4] = 1
            points[18:21] = points[17] + np.outer([0.4, 0.6, 0.8], [-0.1, 1])
        found.append(FingerExample(points, "A", "I", off, np.ones(5)))
    return found


def test_a_stretched_finger_is_learned_and_the_same_seed_gives_the_same_network():
    hands = examples()
    first, second = (fit_network(hands, seed=3) for _ in range(2))
    assert isinstance(first, FingerNetwork)
    np.testing.assert_allclose(first.hidden, second.hidden, atol=1e-5)
    inputs = stacked_inputs(np.stack([each.points for each in hands]), ["A"] * len(hands), [None] * len(hands))
    likely = first.probabilities(inputs)
    off = np.stack([each.off for each in hands])
    assert np.mean((likely > 0.5) == off) > 0.98
