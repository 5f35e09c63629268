"""Training of the second opinion: first its letters alone, then all of its layers that are not frozen."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from training.datasets.hand_squares import HandSquares
from training.fitting import landmark
from training.fitting.fit import fit
from training.fitting.hand_data import SquareData
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan
from training.networks.landmark_predictions import landmarks_of_points
from training.tensorflow_quiet import import_keras

NEW_LAYERS = ("shape_features", "shape_points", "shape_direction", "shape_norm", "letters")
LANDMARK_WEIGHT = 30.0  # three times that of the landmark model: MediaPipe's landmarks are what must not be lost
LETTERS_FIRST = 0.15
"""Part of the steps that teach the new layers only: their first errors would spoil what the others know."""
LETTERS_RATE = 2e-3


def objective() -> Objective:
    """Return the losses; targets and the other losses are those of `landmark.objective`.

    Points: mean absolute error of the known ones.
    """
    ops = import_keras().ops

    def compute(targets: Any, outputs: Any) -> dict[str, Any]:
        landmarks, label, side, window = targets
        letters, points, hand = outputs
        known = ops.logical_not(ops.isnan(landmarks))
        error = ops.where(known, ops.abs(points - ops.where(known, landmarks, 0.0)), 0.0)
        parts = {
            "landmark_loss": ops.sum(error) / (ops.sum(ops.cast(known, "float32")) + 1.0),
            "letter_loss": landmark.letter_loss(ops, letters, label),
            "hand_loss": landmark.hand_loss(ops, hand, side, window),
        }
        loss = LANDMARK_WEIGHT * parts["landmark_loss"]
        loss += parts["letter_loss"] + landmark.HAND_WEIGHT * parts["hand_loss"]
        return {"loss": loss, **parts}

    return Objective(("landmark_loss", "letter_loss", "hand_loss"), compute)


def fit_second_opinion(
    model: Any, data: SquareData, plan: TrainingPlan, steps: int, run: Path, *, letters_first: bool = True
) -> None:
    """Train the network in place.

    Args:
        model: of networks.second_opinion with weights.
        data: of hand_data.square_data.
        plan: of the main part.
        steps: of an epoch.
        run: folder; its folder "letters" keeps the part that teaches the new layers.
        letters_first: the new layers have random weights, so that they learn alone first.
    """
    if letters_first:
        _fit_letters(model, data, plan, steps, run)
    batches = landmark.batches(data.train, data.weight, plan.batch, steps, plan.seed)
    fit(model, objective(), batches, plan, run, measure=lambda: figures(model, data.validation))


def _fit_letters(model: Any, data: SquareData, plan: TrainingPlan, steps: int, run: Path) -> None:
    """Train the new layers only, for LETTERS_FIRST of the steps; arguments as of fit_second_opinion."""
    first = max(1, round(LETTERS_FIRST * plan.epochs * steps))
    trainable = {layer.name: layer.trainable for layer in model.layers}
    for layer in model.layers:
        layer.trainable = layer.name in NEW_LAYERS
    start = replace(plan, epochs=1, learning_rate=LETTERS_RATE, warm_up=0, ema_momentum=None)
    batches = landmark.batches(data.train, data.weight, plan.batch, first, plan.seed + 1)
    fit(model, objective(), batches, start, run / "letters", title="Letters")
    for layer in model.layers:
        layer.trainable = trainable[layer.name]


def figures(model: Any, squares: HandSquares) -> dict[str, float]:
    """Measure a second opinion on hands whose square is exact, see landmark.figures."""
    return landmark.figures(model, squares, landmarks_of_points)
