"""Training of the landmark classifier from landmarks of several sources, and the weights of the fusion.

Sources: landmarks that the landmark model and the second opinion place on augmented pictures (so with the errors that
it will meet), MediaPipe's landmarks of the same people, and posed synthetic hands of which no picture was rendered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from device.recognition.fusion import fuse
from device.recognition.landmark_classifier import landmark_features, mirrored
from training.datasets.hand_squares import LABELS, HandSquares
from training.fitting.batches import RandomBatches, draw_rows
from training.fitting.landmark_augmentation import random_views
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan
from training.metrics import macro_by_signer
from training.networks.landmark import SIZE
from training.networks.landmark_predictions import landmarks_of, predict
from training.progress import progress
from training.rendering.landmark_baseline import LandmarkSet, augmented
from training.tensorflow_quiet import import_keras

BATCH = 256
STEPS_PER_EPOCH = 64
LABEL_SMOOTHING = 0.05
ROTATION = 10.0  # degrees, standard deviation; added to the rotation of the pictures
STRETCH = 0.04


@dataclass(frozen=True)
class LandmarkExamples:
    """n hands as landmarks.

    Attributes:
        landmarks: (n, 21, 2) in a common square scale, y down.
        label: (n,), index into LABELS.
        weight: (n,), of being drawn; need not sum to 1.
    """

    landmarks: NDArray[np.float32]
    label: NDArray[np.int64]
    weight: NDArray[np.float64]


def make_plan(epochs: int, seed: int) -> TrainingPlan:
    """Return the plan of the landmark classifier."""
    return TrainingPlan(epochs, None, BATCH, 3e-3, final_rate=0.01, weight_decay=0.01, seed=seed)


def predicted_landmarks(
    model: Any,
    squares: HandSquares,
    weight: NDArray[np.float64],
    count: int,
    seed: int,
    read: Callable[[NDArray[np.float32]], NDArray[np.float32]] = landmarks_of,
) -> LandmarkExamples:
    """Let a network place landmarks on augmented views.

    Args:
        model: of networks.landmark or networks.second_opinion, trained.
        squares: hands to draw from.
        weight: (n,), probability of each.
        count: views; rounded up to whole batches.
        seed: of all draws.
        read: converts its second output to landmarks, (n, 21, 2).
    """
    rng = np.random.default_rng([seed, 7])
    landmarks, labels = [], []
    for _ in progress(range(0, count, BATCH), "Placing landmarks"):
        rows = draw_rows(weight, BATCH, rng)
        pixels, directions, _, _ = random_views(squares, rows, SIZE, rng)
        _, places, _ = predict(model, pixels, directions)
        landmarks.append(turned_back(read(places), directions))
        labels.append(squares.label[rows])
    return LandmarkExamples(np.concatenate(landmarks), np.concatenate(labels), np.ones(len(landmarks) * BATCH))


def turned_back(landmarks: NDArray[np.float32], directions: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn landmarks of upright squares by the squares' angles, as they are in the frame.

    Args:
        landmarks: (n, 21, 2), fractions of the squares.
        directions: (n, 2), cosine and sine of the angles.

    Returns:
        float32 (n, 21, 2), about the centre of the square, in its sides.
    """
    cos, sin = directions[:, 0], directions[:, 1]
    turn = np.stack([cos, -sin, sin, cos], 1).reshape(-1, 2, 2)
    return np.asarray(np.einsum("nij,nkj->nki", turn, landmarks - 0.5), np.float32)


def recorded_landmarks(squares: HandSquares, weight: NDArray[np.float64]) -> LandmarkExamples:
    """Return the landmarks that MediaPipe found on the pictures.

    Args:
        squares: hands; those without landmarks are left out.
        weight: (n,), of each being drawn.
    """
    known = np.flatnonzero(~np.isnan(squares.landmarks[:, 0, 0]) & (weight > 0))
    return LandmarkExamples(squares.landmarks[known], squares.label[known], weight[known])


def objective() -> Objective:
    """Return the loss: cross-entropy with label smoothing (Szegedy et al. 2016). Targets: label int (n,)."""
    keras = import_keras()

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        one_hot = keras.ops.one_hot(targets, len(LABELS))
        smoothed = one_hot * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / len(LABELS)
        right = keras.ops.cast(keras.ops.argmax(outputs, -1) == keras.ops.argmax(one_hot, -1), "float32")
        loss = keras.ops.mean(keras.losses.categorical_crossentropy(smoothed, outputs))
        return {"loss": loss, "accuracy": keras.ops.mean(right)}

    return Objective(("accuracy",), compute)


def batches(sources: Sequence[tuple[LandmarkExamples, float]], posed: LandmarkSet, seed: int) -> RandomBatches:
    """Return batches of BATCH hands: features float32 (BATCH, FEATURES) and labels int (BATCH,).

    Args:
        sources: examples with the fraction of a batch that comes from them; posed hands fill the rest.
        posed: synthetic hands.
        seed: of all draws.
    """

    def draw(rng: np.random.Generator) -> tuple[Any, Any]:
        parts = [_augmented(examples, round(BATCH * fraction), rng) for examples, fraction in sources]
        missing = BATCH - sum(len(labels) for _, labels in parts)
        landmarks, labels = augmented(posed, rng, missing)
        parts.append((landmarks * [1, -1], labels))  # poses have y up
        features = landmark_features(np.concatenate([p for p, _ in parts]))
        return features, np.concatenate([label for _, label in parts]).astype(np.int32)

    return RandomBatches(draw, STEPS_PER_EPOCH, seed)


def _augmented(
    examples: LandmarkExamples, count: int, rng: np.random.Generator
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Draw examples, rotate and stretch them, and mirror half of them."""
    rows = draw_rows(examples.weight, count, rng)
    landmarks = examples.landmarks[rows] - examples.landmarks[rows].mean(1, keepdims=True)
    angle = rng.normal(0, np.radians(ROTATION), count)
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], 1).reshape(-1, 2, 2)
    stretch = np.exp(rng.normal(0, STRETCH, (count, 1, 1))) ** [1, -1]
    landmarks = np.einsum("nij,nkj->nki", turn, landmarks) * stretch
    flip = rng.random(count) < 0.5
    landmarks[flip] = mirrored(landmarks[flip])
    return landmarks, examples.label[rows]


def fusion_weights(
    by_image: NDArray[np.float32],
    by_landmarks: NDArray[np.float32],
    label: NDArray[np.int64],
    signer: NDArray[np.str_],
) -> tuple[float, float]:
    """Choose the parameters of device.recognition.fusion.fuse on validation signers.

    Args:
        by_image: (n, letters + 1), probabilities of the landmark model as the device fuses them.
        by_landmarks: (n, letters + 1), of the landmark classifier.
        label: (n,), index of the true letter; the number of letters for everything else.
        signer: (n,).

    Returns:
        The weight of `by_landmarks` with the most letters right (mean over signers), and the temperature with the
        lowest cross-entropy (temperature scaling, Guo et al. 2017).
    """
    letters = label < len(STATIC_LETTERS)

    def accuracy(weight: float) -> float:
        right = fuse(by_image, by_landmarks, weight, 1.0)[:, : len(STATIC_LETTERS)].argmax(1) == label
        return macro_by_signer(right[letters], signer[letters])

    def cross_entropy(weight: float, temperature: float) -> float:
        p = fuse(by_image, by_landmarks, weight, temperature)[np.arange(len(label)), label]
        return float(-np.log(np.maximum(p, 1e-6)).mean())

    weights = np.round(np.arange(0.0, 0.81, 0.05), 2)
    weight = float(weights[int(np.argmax([accuracy(each) for each in weights]))])
    temperatures = np.round(np.arange(0.4, 1.61, 0.05), 2)
    return weight, float(temperatures[int(np.argmin([cross_entropy(weight, each) for each in temperatures]))])
