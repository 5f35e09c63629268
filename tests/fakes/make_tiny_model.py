"""Make tiny_letters.tflite and .json: a real int8 model that reads drawn letters, for tests of the device.

    .venv-train/bin/python -m tests.fakes.make_tiny_model

It is trained, converted and described by the code that makes the station's models; only the pictures are
ours (tests/fakes/drawn_letters.py). Takes about half a minute; the result is committed.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from convert.install import install
from convert.quantise import representative, tensor_specs, to_int8
from device.recognition.interpreter import Model
from device.recognition.metadata import Metadata
from tests.fakes.drawn_letters import LETTERS, draw, plain
from training.fitting.baseline_augmentation import Augmentation, augment

HERE = Path(__file__).parent
SEED = 7
ROUNDS = 120  # copies of each letter, each moved, lit and blurred its own way
MOVES = Augmentation(rotation=6, zoom=0.1, shift=0.05)
SIZE = 28


def pictures(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (n, 28, 28) and targets float32 (n, 24); a picture of nothing has 1/24 for every letter."""
    clean = np.stack([draw(letter, SIZE) for letter in LETTERS])
    drawn = np.concatenate([augment(clean, MOVES, rng) for _ in range(ROUNDS)])
    targets = np.tile(np.eye(len(LETTERS), dtype=np.float32), (ROUNDS, 1))
    count = len(drawn) // 4
    ramps = np.linspace(0, 1, SIZE)[None, :, None] * rng.uniform(-60, 60, (count, 1, 1))
    ramps = np.where(rng.random((count, 1, 1)) < 0.5, ramps, ramps.transpose(0, 2, 1))
    empty = rng.uniform(0, 255, (count, 1, 1)) + ramps * (rng.random((count, 1, 1)) < 0.7)
    x = np.concatenate([drawn, empty]).astype(np.float64)
    x[: len(drawn)] *= rng.uniform(0.7, 1.1, (len(drawn), 1, 1))
    x += rng.normal(0, 1, x.shape) * rng.uniform(0, 12, (len(x), 1, 1))
    nothing = np.full((count, len(LETTERS)), 1 / len(LETTERS), np.float32)
    return x.clip(0, 255).astype(np.uint8), np.concatenate([targets, nothing])


def build() -> Any:
    """About 9,000 parameters; valid padding and strides keep it small."""
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 1)),
            layers.Conv2D(8, 5, strides=2, padding="same", activation="relu"),
            layers.Conv2D(12, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            layers.Flatten(),
            layers.Dense(len(LETTERS), activation="softmax"),
        ]
    )


def gate(model: Model) -> dict[str, object]:
    """Every drawn letter is read, nothing is not: asserted here so that a bad one is never committed."""
    for letter in LETTERS:
        p = model.read(draw(letter))
        assert model.metadata.labels[int(p.argmax())] == letter, letter
        assert p.max() > 0.9, (letter, p.max())
    for value in range(0, 256, 15):
        assert model.read(plain(value=value)).max() < 0.5, (value, model.read(plain(value=value)).max())
    return {"drawn_letters_read": len(LETTERS), "protocol": "drawings it was trained on; reads no hands"}


def main() -> None:
    import keras

    keras.utils.set_random_seed(SEED)
    rng = np.random.default_rng(SEED)
    x, y = pictures(rng)
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    model = build()
    model.compile(keras.optimizers.Adam(3e-3), "categorical_crossentropy")
    model.fit(x[..., None] / np.float32(255), y, epochs=25, batch_size=64, verbose=0)
    letters = np.where(y.max(1) > 0.5, np.array(LETTERS)[y.argmax(1)], "-")
    calibration = representative(x, letters, 10, SEED)[..., None] / np.float32(255)
    tflite = to_int8(model, calibration)
    inputs, outputs = tensor_specs(tflite)
    metadata = Metadata(
        name="tiny letters (test only)",
        sha256="",
        labels=LETTERS,
        excluded=("T",),
        size=SIZE,
        pixel_scale=1 / 255,
        pixel_offset=0.0,
        inputs=inputs,
        outputs=outputs,
        provenance={"data": "drawn by tests/fakes/drawn_letters.py", "seed": SEED},
    )
    path = install(tflite, metadata, HERE, "tiny_letters", gate)
    sys.stdout.write(f"{path}: {len(tflite):,} bytes\n")


if __name__ == "__main__":
    main()
