"""Training runs of the hand detector, the landmark model and the landmark classifier."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from device.recognition.fusion import fuse
from device.recognition.metadata import metadata_path, read_metadata
from device.types import Pixels
from training.datasets.hand_squares import WINDOW, model_views
from training.errors import RunError
from training.fitting import detector, landmark, landmark_classifier
from training.fitting.batches import BatchSource, draw_rows
from training.fitting.detector_augmentation import random_views as detector_views
from training.fitting.fit import fit
from training.fitting.hand_data import FrameData, SquareData
from training.fitting.landmark_augmentation import random_views
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan, split_steps
from training.networks import detector as detector_network
from training.networks import landmark as landmark_network
from training.networks import landmark_classifier as classifier_network
from training.networks.grow import load_version_2
from training.networks.landmark_predictions import landmarks_of, letter_accuracy, predict
from training.networks.load_int8 import load_converted
from training.networks.pixels import to_input
from training.rendering.landmark_baseline import posed_landmarks
from training.tensorflow_quiet import import_keras

FINAL = "final.weights.h5"
MEASURED = 512  # pictures on which the statistics of a restored .tflite are measured
PREDICTED, RECORDED = 0.65, 0.25  # of the classifier's batches: landmarks of our model, of MediaPipe; the rest is posed
POSES = 150  # of each letter
EXAMPLES_PER_STEP = 16  # views on which the landmark model places landmarks, for one step of --steps
STEPS_PER_EPOCH = 100  # of --steps: one epoch of the classifier


@dataclass(frozen=True)
class HandRun:
    """A run of one of the three networks.

    Attributes:
        folder: gets final.weights.h5, history and checkpoint.
        steps: of training.
        learning_rate: highest one.
        seed: of everything random.
        start: weights (.weights.h5, or .tflite for the landmark model) to start from; None for random ones.
    """

    folder: Path
    steps: int
    learning_rate: float
    seed: int
    start: Path | None

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
        rows, rng = _measured(data.weight)
        pixels = detector_views(data.train, rows, detector_network.SIZE, rng)[0]
        _load(model, run.start, pixels, detector_network.ADDED)
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
        rows, rng = _measured(data.weight)
        pixels, directions, _, _ = random_views(data.train, rows, landmark_network.SIZE, rng)
        if run.start.suffix != ".tflite":
            model.load_weights(run.start)
        elif len(read_metadata(metadata_path(run.start)).inputs) == 1:
            load_version_2(model, run.start, to_input(pixels))
        else:
            load_converted(model, run.start, [to_input(pixels), directions])
    plan, steps = run.plan()
    batches = landmark.batches(data.train, data.weight, plan.batch, steps, plan.seed)
    return _train(run, model, landmark.objective(), batches, plan, lambda: landmark.figures(model, data.validation))


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
    return _validation(measure())


def train_classifier(run: HandRun, data: SquareData) -> dict[str, float]:
    """Train the landmark classifier on the landmarks of the landmark model in `run.start`.

    Args:
        run: what to do.
        data: of hand_data.square_data.

    Returns:
        "share" (weight of the classifier in the fusion) and "temperature", chosen on the validation signers, and the
        accuracy of landmark model, classifier and fusion.

    Raises:
        RunError: no `start`, training diverged, or the run folder cannot be read or written.
    """
    if not run.start:
        raise RunError("The landmark classifier learns from a landmark model: name its weights with --start.")
    import_keras().utils.set_random_seed(run.seed)
    landmark_model = landmark_network.build()
    landmark_model.load_weights(run.start)
    with_hand = data.weight * ((data.train.source != WINDOW) & (data.train.label >= 0))
    predicted = landmark_classifier.predicted_landmarks(
        landmark_model, data.train, with_hand / with_hand.sum(), run.steps * EXAMPLES_PER_STEP, run.seed
    )
    sources = [(predicted, PREDICTED), (landmark_classifier.recorded_landmarks(data.train, with_hand), RECORDED)]
    batches = landmark_classifier.batches(sources, posed_landmarks(POSES, run.seed), run.seed)
    model = classifier_network.build()
    plan = landmark_classifier.make_plan(max(1, run.steps // STEPS_PER_EPOCH), run.seed)
    fit(model, landmark_classifier.objective(), batches, plan, run.folder)
    model.save_weights(run.folder / FINAL)
    return _fusion_figures(landmark_model, model, data)


def _fusion_figures(landmark_model: Any, classifier: Any, data: SquareData) -> dict[str, float]:
    labelled = data.validation.take(np.flatnonzero(data.validation.label >= 0))
    pixels, directions, _ = model_views(labelled, landmark_network.SIZE)
    by_image, heatmaps, _ = predict(landmark_model, pixels, directions)
    landmarks = landmark_classifier.turned_back(landmarks_of(heatmaps), directions)
    by_landmarks = classifier_network.predict(classifier, landmarks)
    weight, temperature = landmark_classifier.fusion_weights(by_image, by_landmarks, labelled.label, labelled.signer)
    fused = fuse(by_image, by_landmarks, weight, temperature)
    accuracies = {
        name: letter_accuracy(p, labelled)
        for name, p in (("landmark_model", by_image), ("classifier", by_landmarks), ("fused", fused))
    }
    return {"share": weight, "temperature": temperature, **_validation(accuracies)}


def _validation(figures: dict[str, float]) -> dict[str, float]:
    return {f"val_{name}": value for name, value in figures.items()}


def _measured(weight: NDArray[np.float64]) -> tuple[NDArray[np.int64], np.random.Generator]:
    """Draw the pictures on which the statistics of a restored .tflite are measured, and their generator."""
    rng = np.random.default_rng(1)
    return draw_rows(weight, MEASURED, rng), rng


def _load(model: Any, start: Path, pixels: Pixels, added: Collection[str] = ()) -> None:
    """Load weights of a run, or of a .tflite whose statistics are measured on training pictures.

    Args:
        model: keras.Model, changed in place.
        start: .weights.h5 or .tflite.
        pixels: uint8 (n, size, size), views of training pictures.
        added: layers that a .tflite may lack.

    Raises:
        RunError: the file is of another network.
    """
    if start.suffix == ".tflite":
        load_converted(model, start, to_input(pixels), added)
    else:
        model.load_weights(start)
