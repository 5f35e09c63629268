"""The letter head: a small network that reads letters from 21 points (device.recognition.landmark_classifier), and how it learns.

It learns from the points the reader itself places on disturbed pictures (so with the errors it will meet), from
the tracker's points of the same people, and from posed hands of which no picture was made.
"""  # noqa: E501

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.fusion import fuse
from device.recognition.landmark_classifier import FEATURES, landmark_features, mirrored
from device.recognition.landmarks import landmarks_from_heatmaps
from training.fitting.hand_augment import views
from training.fitting.hand_images import LABELS, LETTERS, Pool
from training.fitting.hand_loop import draw
from training.networks.landmark import SIZE
from training.progress import progress
from training.rendering.landmark_baseline import LandmarkSet, augmented
from training.tensorflow_quiet import import_tensorflow

WIDTHS = (160, 96)
BATCH = 256  # pictures the reader places at once
ROUND = 16384  # hands drawn anew a round
SMOOTHING = 0.05
TURN = 10.0  # degrees, standard deviation: on top of what the pictures were turned by
STRETCH = 0.04


@dataclass(frozen=True)
class Placed:
    """Hands as points: (n, 21, 2) in a common square scale, y down; label (n,) index into LABELS; weight (n,)."""

    points: NDArray[np.float32]
    label: NDArray[np.int64]
    weight: NDArray[np.float64]


def build() -> Any:
    """A keras.Model: float32 (n, FEATURES) → probabilities (n, len(LABELS))."""
    keras = import_tensorflow().keras
    layers = keras.layers
    geometry = keras.Input((FEATURES,), name="geometry")
    x = geometry
    for width in WIDTHS:
        x = layers.BatchNormalization(momentum=0.97)(layers.Dense(width, use_bias=False)(x))
        x = layers.Dropout(0.1)(layers.ReLU(6.0)(x))
    return keras.Model(geometry, layers.Dense(len(LABELS), activation="softmax", name="letters")(x), name="letters")


def placed_by(model: Any, pool: Pool, weight: NDArray[np.float64], count: int, seed: int) -> Placed:
    """`count` disturbed views of a pool's hands, with the points the reader places on them."""
    rng = np.random.default_rng([seed, 7])
    points, labels = [], []
    for _ in progress(range(0, count, BATCH), "Placing points"):
        rows = draw(weight, BATCH, rng)
        pixels, _, _ = views(pool, rows, SIZE, rng)
        _, maps, _ = model.predict_on_batch(pixels[..., None] / np.float32(255))
        points.append(np.array([landmarks_from_heatmaps(each) for each in maps]))
        labels.append(pool.label[rows])
    return Placed(np.concatenate(points), np.concatenate(labels), np.ones(len(points) * BATCH))


def tracked(pool: Pool, weight: NDArray[np.float64]) -> Placed:
    """The teacher's points of a pool's hands."""
    known = np.flatnonzero(~np.isnan(pool.points[:, 0, 0]))
    return Placed(pool.points[known], pool.label[known], weight[known])


def train(
    model: Any, sources: Sequence[tuple[Placed, float]], posed: LandmarkSet, share: float, rounds: int, seed: int
) -> None:
    """Learn from placed hands (each source with its share of a round) and, for the rest, from posed ones."""
    keras = import_tensorflow().keras
    steps = rounds * (ROUND // BATCH)
    rate = keras.optimizers.schedules.CosineDecay(3e-3, steps, alpha=0.01)
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=0.01), keras.losses.CategoricalCrossentropy(label_smoothing=SMOOTHING)
    )
    rng = np.random.default_rng([seed, 8])
    for _ in progress(range(rounds), "Letter head"):
        parts = [_drawn(placed, int(ROUND * part), rng) for placed, part in sources]
        points, labels = augmented(posed, rng, int(ROUND * share))
        parts.append((points * [1, -1], labels))  # poses have y up
        x = landmark_features(np.concatenate([p for p, _ in parts]))
        y = np.eye(len(LABELS), dtype=np.float32)[np.concatenate([label for _, label in parts])]
        model.fit(x, y, batch_size=BATCH, verbose=0)


def _drawn(placed: Placed, count: int, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[np.int64]]:
    rows = draw(placed.weight, count, rng)
    points = placed.points[rows] - placed.points[rows].mean(1, keepdims=True)
    angle = rng.normal(0, np.radians(TURN), count)
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], 1).reshape(-1, 2, 2)
    stretch = np.exp(rng.normal(0, STRETCH, (count, 1, 1))) ** [1, -1]
    points = np.einsum("nij,nkj->nki", turn, points) * stretch
    flip = rng.random(count) < 0.5
    points[flip] = mirrored(points[flip])
    return points, placed.label[rows]


def read(model: Any, points: NDArray[np.float32]) -> NDArray[np.float32]:
    """What device.recognition.landmark_classifier.LetterHead.read says, for (n, 21, 2) at once."""
    both = [model.predict(landmark_features(each), batch_size=1024, verbose=0) for each in (points, mirrored(points))]
    return np.asarray((both[0] + both[1]) / 2, np.float32)


def pooled(
    seen: NDArray[np.float32], placed: NDArray[np.float32], label: NDArray[np.int64], signer: NDArray[np.str_]
) -> tuple[float, float]:
    """The share of the points and the temperature that read held-out training signers best.

    The share by letters read, mean over signers; then the temperature by cross-entropy.
    """
    real = label < len(LETTERS)
    people = np.unique(signer[real])

    def accuracy(share: float) -> float:
        right = fuse(seen, placed, share, 1.0)[:, : len(LETTERS)].argmax(1) == label
        return float(np.mean([right[real & (signer == person)].mean() for person in people]))

    def surprise(share: float, temperature: float) -> float:
        p = fuse(seen, placed, share, temperature)[np.arange(len(label)), label]
        return float(-np.log(np.maximum(p, 1e-6)).mean())

    shares = np.round(np.arange(0.0, 0.81, 0.05), 2)
    share = float(shares[int(np.argmax([accuracy(each) for each in shares]))])
    temperatures = np.round(np.arange(0.4, 1.61, 0.05), 2)
    return share, float(temperatures[int(np.argmin([surprise(share, each) for each in temperatures]))])
