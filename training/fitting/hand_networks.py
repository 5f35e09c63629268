"""Training runs of hand detector, landmark model and second opinion; that of the classifier is in classifier_run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training.fitting import detector, landmark, second_opinion
from training.fitting.batches import BatchSource
from training.fitting.fit import fit
from training.fitting.hand_data import FrameData, SquareData
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan, split_steps
from training.fitting.start_weights import start_detector, start_landmark_model
from training.networks import detector as detector_network
from training.networks import landmark as landmark_network
from training.networks import second_opinion as second_network
from training.networks.mediapipe_weights import find_file, load_mediapipe
from training.networks.weights import load_weights
from training.tensorflow_quiet import import_keras

FINAL = "final.weights.h5"
SECOND_BATCH = 64  # of the second opinion: its steps are long, and its weights need many small ones


@dataclass(frozen=True)
class HandRun:
    """A run of one of the four networks.

    Attributes:
        folder: gets final.weights.h5, history and checkpoint.
        steps: of training.
        learning_rate: highest one.
        seed: of everything random.
        start: weights (.weights.h5, or .tflite for all but the second opinion) to start from; None for random ones,
            and for MediaPipe's where the second opinion is trained.
        second: weights of the second opinion, whose landmarks the classifier learns from, too; None for none.
    """

    folder: Path
    steps: int
    learning_rate: float
    seed: int
    start: Path | None
    second: Path | None = None

    def plan(self) -> tuple[TrainingPlan, int]:
        """Return the plan of detector and landmark model, and the steps of an epoch."""
        epochs, steps_per_epoch = split_steps(self.steps)
        plan = TrainingPlan(
            epochs,
            None,
            128,
            self.learning_rate,
            final_rate=0.01,
            warm_up=min(300, self.steps // 10),
            weight_decay=0.02,
            clip_norm=5.0,
            ema_momentum=0.998,
            seed=self.seed,
        )
        return plan, steps_per_epoch


def train_detector(run: HandRun, data: FrameData) -> dict[str, float]:
    """Train the hand detector; return its validation figures.

    Args:
        run: what to do.
        data: of hand_data.frame_data.

    Raises:
        RunError: training diverged, the run folder cannot be read or written, or `start` is of another network.
    """
    import_keras().utils.set_random_seed(run.seed)
    model = detector_network.build()
    if run.start:
        start_detector(model, run.start, data)
    plan, steps = run.plan()
    batches = detector.batches(data.train, data.weight, plan.batch, steps, plan.seed)
    return _train(run, model, detector.objective(), batches, plan, lambda: detector.figures(model, data.validation))


def train_landmark_model(run: HandRun, data: SquareData) -> dict[str, float]:
    """Train the landmark model; return its validation figures.

    Args:
        run: what to do.
        data: of hand_data.square_data.

    Raises:
        RunError: training diverged, the run folder cannot be read or written, or `start` is of another network.
    """
    import_keras().utils.set_random_seed(run.seed)
    model = landmark_network.build()
    if run.start:
        start_landmark_model(model, run.start, data)
    plan, steps = run.plan()
    batches = landmark.batches(data.train, data.weight, plan.batch, steps, plan.seed)
    return _train(run, model, landmark.objective(), batches, plan, lambda: landmark.figures(model, data.validation))


def train_second_opinion(run: HandRun, data: SquareData) -> dict[str, float]:
    """Train the second opinion from MediaPipe's weights, or from `run.start`; return its validation figures.

    Args:
        run: what to do.
        data: of hand_data.square_data.

    Raises:
        RunError: MediaPipe is not installed, training diverged, the run folder cannot be read or written, or `start` is
            of another network.
    """
    import_keras().utils.set_random_seed(run.seed)
    model = second_network.build()
    if run.start:
        load_weights(model, run.start)
    else:
        load_mediapipe(model, find_file())
    plan, steps = run.plan()
    plan = replace(plan, batch=SECOND_BATCH)
    second_opinion.fit_second_opinion(model, data, plan, steps, run.folder, letters_first=run.start is None)
    model.save_weights(run.folder / FINAL)
    return validation_figures(second_opinion.figures(model, data.validation))


def _train(
    run: HandRun,
    model: Any,
    objective: Objective,
    batches: BatchSource,
    plan: TrainingPlan,
    measure: Callable[[], dict[str, float]],
) -> dict[str, float]:
    fit(model, objective, batches, plan, run.folder, measure=measure)
    model.save_weights(run.folder / FINAL)
    return validation_figures(measure())


def validation_figures(figures: dict[str, float]) -> dict[str, float]:
    """Return figures under the names of held_out.json: "val_…"."""
    return {f"val_{name}": value for name, value in figures.items()}
