"""Training of the landmark model: losses for partly labelled pictures, batches and validation figures."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.alphabet import STATIC_LETTERS
from training.datasets.hand_squares import WINDOW, HandSquares, model_views
from training.fitting.batches import RandomBatches, draw_rows
from training.fitting.landmark_augmentation import random_views
from training.fitting.objective import Objective
from training.networks.landmark import SIZE
from training.networks.landmark_predictions import landmarks_of, letter_accuracy, predict
from training.networks.measures import landmark_error
from training.tensorflow_quiet import import_keras

LANDMARK_WEIGHT = 10.0  # the mean absolute error is about 0.03, cross-entropy about 0.5: bring both to one size
HEATMAP_WEIGHT = 0.3
HAND_WEIGHT = 0.5
LABEL_SMOOTHING = 0.05  # a few per cent of the letters are unusual variants or wrong labels


def objective() -> Objective:
    """Return the losses of the landmark model; each example counts for the labels it has.

    Targets: landmarks float32 (n, 42), NaN where unknown; label int (n,), -1 unknown; side int (n,), -1 unknown;
    window bool (n,), True for squares without a hand.

    - Landmarks: mean absolute error of the expected position under each heatmap (soft-argmax, Sun et al. 2018),
      and cross-entropy of the heatmap with the true position divided among the four nearest cells. The expected
      position alone could be right while the heatmap has its mass elsewhere.
    - Letters: cross-entropy with label smoothing (Szegedy et al. 2016).
    - Presence and side: binary cross-entropy.
    """
    ops = import_keras().ops

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        landmarks, label, side, window = targets
        letters, heatmaps, hand = outputs
        known = ops.logical_not(ops.isnan(landmarks))
        predicted = ops.reshape(expected_positions(ops, heatmaps), (-1, landmarks.shape[-1]))
        error = ops.where(known, ops.abs(predicted - ops.where(known, landmarks, 0.0)), 0.0)
        count = ops.sum(ops.cast(known, "float32")) + 1.0
        landmark_loss = ops.sum(error) / count
        heatmap_loss = ops.sum(_heatmap_loss(ops, heatmaps, landmarks)) / count
        letter_part = letter_loss(ops, letters, label)
        hand_part = hand_loss(ops, hand, side, window)
        loss = LANDMARK_WEIGHT * landmark_loss + HEATMAP_WEIGHT * heatmap_loss + letter_part + HAND_WEIGHT * hand_part
        return {
            "loss": loss,
            "landmark_loss": landmark_loss,
            "letter_loss": letter_part,
            "hand_loss": hand_part,
        }

    return Objective(("landmark_loss", "letter_loss", "hand_loss"), compute)


def letter_loss(ops: Any, letters: Any, label: Any) -> Any:
    """Cross-entropy of probabilities (n, labels) with label smoothing; labels int (n,), -1 unknown."""
    classes = letters.shape[-1]
    labelled = ops.cast(label >= 0, "float32")
    smoothed = ops.one_hot(label, classes) * (1 - LABEL_SMOOTHING) + LABEL_SMOOTHING / classes
    cross_entropy = -ops.sum(smoothed * ops.log(letters + 1e-7), -1)
    return ops.sum(cross_entropy * labelled) / (ops.sum(labelled) + 1.0)


def hand_loss(ops: Any, hand: Any, side: Any, window: Any) -> Any:
    """Binary cross-entropy of presence and side, (n, 2); arguments as the targets of `objective`."""
    present = ops.where(window, 0.0, 1.0)
    loss = _binary_loss(ops, hand[:, 0], present, ops.ones_like(present))
    return loss + _binary_loss(ops, hand[:, 1], ops.cast(side == 1, "float32"), ops.cast(side >= 0, "float32"))


def expected_positions(ops: Any, heatmaps: Any) -> Any:
    """Compute the expected position under each heatmap (soft-argmax).

    Args:
        ops: keras.ops.
        heatmaps: logits (n, g, g, 21).

    Returns:
        (n, 21, 2), x and y as fractions of the square.
    """
    cells, count = heatmaps.shape[1], heatmaps.shape[3]
    weight = ops.softmax(ops.reshape(heatmaps, (-1, cells * cells, count)), axis=1)
    weight = ops.reshape(weight, (-1, cells, cells, count))
    centres = (ops.arange(cells, dtype="float32") + 0.5) / cells
    x = ops.einsum("nyxk,x->nk", weight, centres)
    return ops.stack([x, ops.einsum("nyxk,y->nk", weight, centres)], -1)


def _heatmap_loss(ops: Any, heatmaps: Any, landmarks: Any) -> Any:
    """Cross-entropy of each heatmap with its landmark divided among the four nearest cells, (n, 21); 0 if unknown."""
    cells, count = heatmaps.shape[1], heatmaps.shape[3]
    at = ops.reshape(landmarks, (-1, count, 2))
    known = ops.logical_not(ops.isnan(at[..., 0]))
    at = ops.where(known[..., None], at, 0.5) * cells - 0.5
    numbers = ops.arange(cells, dtype="float32")
    near = ops.relu(1 - ops.abs(ops.clip(at, 0.0, cells - 1.0)[..., None] - numbers))  # (n, 21, 2, cells)
    target = ops.reshape(ops.einsum("nkx,nky->nyxk", near[:, :, 0], near[:, :, 1]), (-1, cells * cells, count))
    log_p = ops.log_softmax(ops.reshape(heatmaps, (-1, cells * cells, count)), axis=1)
    return ops.where(known, -ops.sum(target * log_p, axis=1), 0.0)


def _binary_loss(ops: Any, p: Any, target: Any, mask: Any) -> Any:
    p = ops.clip(p, 1e-6, 1 - 1e-6)
    loss = -(target * ops.log(p) + (1 - target) * ops.log(1 - p))
    return ops.sum(loss * mask) / (ops.sum(mask) + 1.0)


def batches(
    squares: HandSquares, weight: NDArray[np.float64], batch: int, steps_per_epoch: int, seed: int
) -> RandomBatches:
    """Return batches of random views and the targets of `objective`.

    The inputs are uint8 (batch, SIZE, SIZE) and float32 (batch, 2), cosine and sine of the angles.

    Args:
        squares: to draw from.
        weight: (n,), probability of each square.
        batch: views in a batch.
        steps_per_epoch: batches in an epoch.
        seed: of all draws.
    """

    def draw(rng: np.random.Generator) -> tuple[Any, Any]:
        rows = draw_rows(weight, batch, rng)
        pixels, directions, landmarks, side = random_views(squares, rows, SIZE, rng)
        window = squares.source[rows] == WINDOW
        return (pixels, directions), (landmarks.reshape(batch, -1), squares.label[rows], side, window)

    return RandomBatches(draw, steps_per_epoch, seed)


def figures(
    model: Any, squares: HandSquares, read: Callable[[NDArray[np.float32]], NDArray[np.float32]] = landmarks_of
) -> dict[str, float]:
    """Measure a landmark model on hands whose square is exact.

    Args:
        model: of networks.landmark or networks.second_opinion.
        squares: validation hands, with groups of hand_data.
        read: converts its second output to landmarks, (n, 21, 2).

    Returns:
        "letters", "crowd": accuracy of full signers and of the crowd, mean over letters, then signers; "other_letter":
        fraction of other handshapes that are likelier a letter than anything else; "landmarks": median of
        `landmark_error`.
    """
    pixels, directions, truth = model_views(squares, SIZE)
    letters, places, _ = predict(model, pixels, directions)
    known = ~np.isnan(truth[:, 0, 0])
    landmarks = read(places)
    other = squares.source == "other"
    result = {
        group: letter_accuracy(letters[rows], squares.take(rows))
        for group, rows in ((name, np.flatnonzero(squares.source == name)) for name in np.unique(squares.source))
        if group in ("full", "crowd")
    }
    result["landmarks"] = float(np.median(landmark_error(landmarks[known], truth[known])))
    if other.any():
        result["other_letter"] = float((letters[other].argmax(1) < len(STATIC_LETTERS)).mean())
    return result
