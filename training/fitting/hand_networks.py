"""Training runs of the hand detector, the landmark model, the landmark classifier and the second opinion."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from device.alphabet import STATIC_LETTERS
from device.recognition.fusion import fuse
from device.recognition.vocabulary import sum_classes
from training.datasets.hand_squares import LABELS, WINDOW, model_views
from training.errors import RunError
from training.fitting import detector, landmark, landmark_classifier, second_opinion
from training.fitting.batches import BatchSource
from training.fitting.fit import fit
from training.fitting.hand_data import FrameData, SquareData
from training.fitting.objective import Objective
from training.fitting.plan import TrainingPlan, split_steps
from training.fitting.start_weights import start_detector, start_landmark_model
from training.networks import detector as detector_network
from training.networks import landmark as landmark_network
from training.networks import landmark_classifier as classifier_network
from training.networks import second_opinion as second_network
from training.networks.landmark_predictions import landmarks_of, letter_accuracy, predict
from training.networks.mediapipe_weights import find_file, load_mediapipe
from training.networks.weights import load_weights
from training.rendering.landmark_baseline import posed_landmarks
from training.tensorflow_quiet import import_keras

FINAL = "final.weights.h5"
PREDICTED, RECORDED = 0.65, 0.25  # of the classifier's batches: landmarks of our model, of MediaPipe; the rest is posed
POSES = 150  # of each letter
EXAMPLES_PER_STEP = 16  # views on which the landmark model places landmarks, for one step of --steps
SECOND_BATCH = 64  # of the second opinion: its steps are long, and its weights need many small ones
STEPS_PER_EPOCH = 100  # of --steps: one epoch of the classifier


@dataclass(frozen=True)
class HandRun:
    """A run of one of the four networks.

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
    second_opinion.fit_second_opinion(model, data, replace(plan, batch=SECOND_BATCH), steps, run.folder)
    model.save_weights(run.folder / FINAL)
    return _validation(second_opinion.figures(model, data.validation))


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
    load_weights(landmark_model, run.start)
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
    # The device adds up other handshapes before it fuses.
    by_image = sum_classes(by_image, LABELS)
    by_landmarks = sum_classes(classifier_network.predict(classifier, landmarks), LABELS)
    label = np.minimum(labelled.label, len(STATIC_LETTERS))
    weight, temperature = landmark_classifier.fusion_weights(by_image, by_landmarks, label, labelled.signer)
    fused = fuse(by_image, by_landmarks, weight, temperature)
    accuracies = {
        name: letter_accuracy(p, labelled)
        for name, p in (("landmark_model", by_image), ("classifier", by_landmarks), ("fused", fused))
    }
    return {"share": weight, "temperature": temperature, **_validation(accuracies)}


def _validation(figures: dict[str, float]) -> dict[str, float]:
    return {f"val_{name}": value for name, value in figures.items()}
