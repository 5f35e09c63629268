"""Fit the network that says which finger is off (device.signing.finger_network) and write its file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.metadata import metadata_path, read_metadata
from device.recognition.recognizer import LANDMARK_MODEL, open_recognizer
from device.settings import RecognitionSettings
from device.signing.finger_network import WEIGHTS, FingerNetwork, stacked_inputs
from device.signing.finger_table import finger_table
from training.fitting.finger_examples import FingerExample, drawn_examples, people_examples

Array = NDArray[np.float64]
UNITS, EPOCHS, BATCH = 48, 25, 512
RATE, PENALTY = 4e-3, 2e-4
"""Adam's first step length, which falls to zero as a half cosine; penalty on squared weights."""
INPUT_NOISE = 0.1
"""Standard deviation of the noise that is added to standardised inputs: one hand counts for its surroundings."""
MIN_SPREAD = 0.05
"""Added to the standard deviation of each input."""
NO_RIVAL = 0.15
"""Share of the hands whose rival is hidden, so that the network can do without."""
FIRST, SECOND, TINY = 0.9, 0.999, 1e-8
"""Adam's constants (Kingma and Ba 2015)."""


def fit_network(examples: Sequence[FingerExample], seed: int = 1) -> FingerNetwork:
    """Fit the network by Adam on the mean cross-entropy of each finger; the same seed gives the same weights."""
    rng = np.random.default_rng(seed)
    hidden = rng.random(len(examples)) < NO_RIVAL
    rivals = [None if hide else each.rival for each, hide in zip(examples, hidden, strict=True)]
    points = np.stack([each.points for each in examples])
    x = stacked_inputs(points, [each.letter for each in examples], rivals)
    off, weight = np.stack([each.off for each in examples]), np.stack([each.weight for each in examples])
    mean, spread = x.mean(0), x.std(0) + MIN_SPREAD
    x = (x - mean) / spread
    inputs, outputs = x.shape[1], off.shape[1]
    weights = [
        *(rng.normal(0, np.sqrt(2 / inputs), (inputs, UNITS)), np.zeros(UNITS)),
        *(rng.normal(0, np.sqrt(1 / UNITS), (UNITS, outputs)), np.zeros(outputs)),
    ]
    first, second = ([np.zeros_like(each) for each in weights] for _ in range(2))
    step = 0
    for epoch in range(EPOCHS):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))
        order = rng.permutation(len(x))
        for rows in np.array_split(order, max(1, len(x) // BATCH)):
            step += 1
            noisy = x[rows] + rng.normal(0, INPUT_NOISE, (len(rows), inputs))
            for k, slope in enumerate(_slopes(weights, noisy, off[rows], weight[rows])):
                first[k] += (1 - FIRST) * (slope - first[k])
                second[k] += (1 - SECOND) * (slope**2 - second[k])
                unbiased = np.sqrt(second[k] / (1 - SECOND**step)) + TINY
                weights[k] -= rate * first[k] / (1 - FIRST**step) / unbiased
    return FingerNetwork(mean, spread, *weights)


def write_finger_network(data: Path, path: Path, seed: int = 1) -> dict[str, Any]:
    """Draw and read all examples, fit the network and write it; return its provenance.

    Raises:
        DataError: an index is missing or damaged, or a picture cannot be read.
        ModelError: a network of the station is missing or damaged.
    """
    recognizer, rng = open_recognizer(RecognitionSettings()), np.random.default_rng(seed)
    people = list(people_examples(recognizer, data, rng))
    drawn = list(drawn_examples(recognizer, rng))
    network = fit_network([*drawn, *people], seed)
    made: dict[str, Any] = {
        "command": "python -m training handshapes finger-check",
        "split": "train",
        "examples": {"drawn": len(drawn), "people": len(people)},
        "seed": seed,
        "letters": "".join(sorted(finger_table())),
        "landmarks": f"the station's landmark model {read_metadata(metadata_path(LANDMARK_MODEL)).sha256[:12]}",
    }
    arrays: dict[str, Any] = {name: getattr(network, name).astype(np.float32) for name in WEIGHTS}
    with path.open("wb") as file:  # NumPy would add “.npz” to another name
        np.savez_compressed(file, made=json.dumps(made), **arrays)
    return made


def _slopes(weights: Sequence[Array], x: Array, off: Array, weight: Array) -> list[Array]:
    """Return the gradients of the mean weighted cross-entropy with its penalty, in the order of the weights."""
    units = np.maximum(x @ weights[0] + weights[1], 0)
    likely = 1 / (1 + np.exp(-np.clip(units @ weights[2] + weights[3], -30, 30)))
    out = (likely - off) * weight / len(x)
    back = (out @ weights[2].T) * (units > 0)
    return [x.T @ back + PENALTY * weights[0], back.sum(0), units.T @ out + PENALTY * weights[2], out.sum(0)]
