"""Fit the network that says which finger is off (device.signing.finger_network) and write its file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from device.recognition.metadata import metadata_path, read_metadata
from device.recognition.recognizer import LANDMARK_MODEL, open_recognizer
from device.settings import RecognitionSettings
from device.signing.finger_network import WEIGHTS, FingerNetwork, stacked_inputs
from device.signing.finger_table import finger_table
from training.fitting.finger_examples import FingerExample, drawn_examples, people_examples
from training.tensorflow_quiet import import_keras

UNITS, EPOCHS, BATCH = 48, 25, 512
RATE, PENALTY = 4e-3, 2e-4
"""Adam's first step length, which falls to zero as a half cosine; penalty on squared weights."""
INPUT_NOISE = 0.1
"""Standard deviation of the noise that is added to standardised inputs: one hand counts for its surroundings."""
MIN_SPREAD = 0.05
"""Added to the standard deviation of each input."""
NO_RIVAL = 0.15
"""Share of the hands whose rival is hidden, so that the network can do without."""


def fit_network(examples: Sequence[FingerExample], seed: int = 1) -> FingerNetwork:
    """Fit the network with Adam (Kingma and Ba 2015) on the fingers' cross-entropies; the seed decides all draws."""
    rng = np.random.default_rng(seed)
    hidden = rng.random(len(examples)) < NO_RIVAL
    rivals = [None if hide else each.rival for each, hide in zip(examples, hidden, strict=True)]
    points = np.stack([each.points for each in examples])
    x = stacked_inputs(points, [each.letter for each in examples], rivals)
    off, weight = np.stack([each.off for each in examples]), np.stack([each.weight for each in examples])
    mean, spread = x.mean(0), x.std(0) + MIN_SPREAD
    keras = import_keras()
    keras.utils.set_random_seed(seed)
    model = _build(keras, x.shape[1], off.shape[1])
    steps = EPOCHS * -(-len(x) // BATCH)
    model.compile(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(RATE, steps)), _loss(keras.ops))
    model.fit((x - mean) / spread, np.stack([off, weight], -1), batch_size=BATCH, epochs=EPOCHS, verbose=0)
    return FingerNetwork(mean, spread, *(np.asarray(each, np.float64) for each in model.get_weights()))


def _build(keras: Any, inputs: int, fingers: int) -> Any:
    """Return an untrained keras.Model that computes what device.signing.finger_network.FingerNetwork does."""
    layers, penalty = keras.layers, keras.regularizers.L2(PENALTY / 2)
    given = keras.Input((inputs,))
    noisy = layers.GaussianNoise(INPUT_NOISE)(given)
    units = layers.Dense(UNITS, "relu", kernel_initializer="he_normal", kernel_regularizer=penalty)(noisy)
    return keras.Model(given, layers.Dense(fingers, "sigmoid", kernel_regularizer=penalty)(units))


def _loss(ops: Any) -> Any:
    """Return the weighted cross-entropies of the fingers; targets (n, fingers, 2): off or not, and its weight."""

    def compute(targets: Any, likely: Any) -> Any:
        off, weight = targets[..., 0], targets[..., 1]
        likely = ops.clip(likely, 1e-7, 1 - 1e-7)
        return -ops.sum(weight * (off * ops.log(likely) + (1 - off) * ops.log(1 - likely)), -1)

    return compute


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
